import { InvalidDefinition } from '#kernel';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DeliveryContext } from './delivery-context.js';
import { type Reaction, ReactionConsumer, type ReactionConsumerParts } from './reaction-consumer.js';

/** Nest's door to the bus: durable `@EventPattern` handlers, each in the queue that `@Reacts` names. */
export class BusStrategy extends Server implements CustomTransportStrategy {
  private readonly consumers: ReactionConsumer[] = [];

  /** @param options `consume`: whether this process runs handlers, or only knows of them */
  constructor(
    private readonly parts: ReactionConsumerParts,
    private readonly options: { readonly consume: boolean },
  ) {
    super();
  }

  /** @throws InvalidDefinition when a handler has no queue, or two share one for the same event */
  listen(callback: () => void): void {
    for (const [queue, reactions] of this.reactionsByQueue()) {
      for (const eventType of reactions.keys()) this.parts.routes.subscribe({ queue, eventType });
      if (this.options.consume) this.consumers.push(new ReactionConsumer(queue, reactions, this.parts));
    }
    for (const consumer of this.consumers) consumer.start();
    callback();
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  on(): never {
    throw new Error('The bus reports its state through the health of its transport, not through events');
  }

  unwrap<T>(): T {
    throw new Error('There is no single client below the bus');
  }

  private reactionsByQueue(): Map<string, Map<string, Reaction>> {
    const queues = new Map<string, Map<string, Reaction>>();
    for (const [pattern, first] of this.messageHandlers) {
      for (const handler of chainOf(first)) {
        const queue: unknown = handler.extras?.['queue'];
        if (!handler.isEventHandler || typeof queue !== 'string') {
          throw new InvalidDefinition([`The handler of ${pattern} names no queue: declare it with @Reacts`]);
        }
        const reactions = queues.get(queue) ?? new Map<string, Reaction>();
        if (reactions.has(pattern)) throw new InvalidDefinition([`${queue} has two handlers of ${pattern}`]);
        queues.set(queue, reactions.set(pattern, reactionOf(handler)));
      }
    }
    return queues;
  }
}

/** Nest chains the handlers of one pattern. */
function chainOf(first: MessageHandler): MessageHandler[] {
  return first.next ? [first, ...chainOf(first.next)] : [first];
}

function reactionOf(handler: MessageHandler): Reaction {
  return async (data: unknown, context: DeliveryContext) => {
    const result: unknown = await handler(data, context);
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  };
}
