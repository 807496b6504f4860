import type { BrokerMessage, MemoryQueue } from './memory-queue.js';

/** What a channel needs of its broker. */
interface Broker {
  queue(name: string): MemoryQueue | undefined;
  giveBack(name: string, queue: MemoryQueue, message: BrokerMessage): void;
  bury(queue: MemoryQueue, body: string): void;
}

/** A message that was handed out and not yet acknowledged. */
interface HandedOut {
  readonly name: string;
  readonly queue: MemoryQueue;
  readonly message: BrokerMessage;
}

export interface Delivery {
  readonly tag: number;
  readonly body: string;
  readonly redelivered: boolean;
}

/** `unroutable`: there is no such queue, and the sender asked to be told; the broker confirms it nevertheless. */
export type Confirmation = 'confirmed' | 'unroutable, confirmed';

/** The broker closes a channel on which it is asked for what cannot be. */
export class ChannelClosed extends Error {
  override readonly name = 'ChannelClosed';
}

/** A channel in confirm mode. */
export class MemoryChannel {
  private readonly handedOut = new Map<number, HandedOut>();
  private lastTag = 0;
  private closedBecause: string | undefined;

  constructor(private readonly broker: Broker) {}

  get isOpen(): boolean {
    return this.closedBecause === undefined;
  }

  /** @throws ChannelClosed when the broker does not know the exchange */
  publish(
    exchange: string,
    routingKey: string,
    body: string,
    { mandatory }: { readonly mandatory: boolean },
  ): Confirmation {
    this.assertOpen();
    if (exchange !== '') this.fail(`There is no exchange ${exchange}`);
    const queue = this.broker.queue(routingKey);
    queue?.add(body);
    return queue || !mandatory ? 'confirmed' : 'unroutable, confirmed';
  }

  /** @returns undefined when the queue is empty. @throws ChannelClosed when there is no such queue */
  get(name: string): Delivery | undefined {
    this.assertOpen();
    const queue = this.broker.queue(name) ?? this.fail(`There is no queue ${name}`);
    const message = queue.take();
    if (!message) return undefined;
    this.lastTag += 1;
    this.handedOut.set(this.lastTag, { name, queue, message });
    return { tag: this.lastTag, body: message.body, redelivered: message.returns > 0 };
  }

  /** @throws ChannelClosed when the tag is not one of those that wait for it */
  ack(tag: number): void {
    this.settle(tag);
  }

  /** @throws ChannelClosed when the tag is not one of those that wait for it */
  nack(tag: number, { requeue }: { readonly requeue: boolean }): void {
    const { name, queue, message } = this.settle(tag);
    if (requeue) this.broker.giveBack(name, queue, message);
    else if (this.broker.queue(name) === queue) this.broker.bury(queue, message.body);
  }

  /** What was not acknowledged comes back, in the order in which it was handed out. */
  close(why = 'It was closed'): void {
    if (!this.isOpen) return;
    this.closedBecause = why;
    for (const { name, queue, message } of this.handedOut.values())
      this.broker.giveBack(name, queue, message);
    this.handedOut.clear();
  }

  private settle(tag: number): HandedOut {
    this.assertOpen();
    const handedOut = this.handedOut.get(tag) ?? this.fail(`The delivery tag ${tag} is unknown`);
    this.handedOut.delete(tag);
    return handedOut;
  }

  private fail(why: string): never {
    this.close(why);
    throw new ChannelClosed(why);
  }

  private assertOpen(): void {
    if (this.closedBecause !== undefined) throw new ChannelClosed(this.closedBecause);
  }
}
