import type { Channel, ConsumeMessage } from 'amqplib';
import { ANSWER_WITHIN_MS, type Link, type OpenChannel } from '../connection/link.js';
import { within } from '../connection/waiting.js';

/** What the broker hands out of a queue without an acknowledgement. */
const PREFETCH = 200;
const LEAVE_WITHIN_MS = 2_000;
/** So many looks in a row may find messages that are not handed out. */
const IDLE_LOOKS_MAX = 2;

/** Messages wait in the queue, and this consumer gets none; the queue itself may be well. */
export class NotServed extends Error {
  override readonly name = 'NotServed';
}

/** Consumes one queue on a channel of its own, so that what happens to it leaves the others alone. */
export class QueueConsumer {
  private readonly loss = new AbortController();
  private lastTag = 0;
  private acknowledgedTag = 0;
  private tagAtLastLook = 0;
  private idleLooks = 0;

  private constructor(
    private readonly name: string,
    /** The mailbox queue, undefined for what the broker has set aside itself. */
    readonly queue: string | undefined,
    private readonly channel: Channel,
    closed: AbortSignal,
  ) {
    closed.addEventListener('abort', () => this.loss.abort(closed.reason));
    if (closed.aborted) this.loss.abort(closed.reason);
  }

  /** @throws Error when the broker does not let us within 5 s */
  static async open(
    link: Link,
    name: string,
    queue: string | undefined,
    onMessage: (consumer: QueueConsumer, message: ConsumeMessage) => void,
  ): Promise<QueueConsumer> {
    const { channel, closed }: OpenChannel<Channel> = await link.openChannel();
    const consumer = new QueueConsumer(name, queue, channel, closed);
    const begin = async (): Promise<void> => {
      await channel.prefetch(PREFETCH);
      await channel.consume(name, (message) => {
        if (message) {
          consumer.lastTag = message.fields.deliveryTag;
          onMessage(consumer, message);
        } else consumer.close(new Error(`${name} was deleted`));
      });
    };
    try {
      await within(ANSWER_WITHIN_MS, `Consuming ${name}`, begin());
    } catch (error) {
      consumer.close(error);
      throw error;
    }
    return consumer;
  }

  /** Aborted, with the reason, when nothing comes any more; what is not acknowledged by then is in its queue again. */
  get lost(): AbortSignal {
    return this.loss.signal;
  }

  /** This message, and all before it. */
  acknowledge(message: ConsumeMessage): void {
    if (this.lost.aborted) return;
    this.acknowledgedTag = message.fields.deliveryTag;
    this.channel.ack(message, true);
  }

  /**
   * A broker under way with the removal of a queue may take a consumer, and never say that the queue is gone; or count it as one
   * of the next queue of that name, and hand nothing out to it (seen with 3.10.8).
   */
  async check(): Promise<void> {
    try {
      const asked = this.channel.checkQueue(this.name);
      const { consumerCount, messageCount } = await within(
        ANSWER_WITHIN_MS,
        `Asking for ${this.name}`,
        asked,
      );
      if (consumerCount === 0) throw new Error(`${this.name} knows no consumer`);
      if (this.isIdleBeside(messageCount)) throw new NotServed(`${this.name} hands out nothing`);
    } catch (error) {
      this.close(error);
    }
  }

  /** Who waits for its turn as the single active consumer is idle, too, and loses nothing when it asks again. */
  private isIdleBeside(messageCount: number): boolean {
    const isIdle = this.lastTag === this.tagAtLastLook && this.lastTag === this.acknowledgedTag;
    this.tagAtLastLook = this.lastTag;
    this.idleLooks = messageCount > 0 && isIdle ? this.idleLooks + 1 : 0;
    return this.idleLooks >= IDLE_LOOKS_MAX;
  }

  /** Resolves when the broker has all acknowledgements: the end of a connection may overtake them. */
  async leave(): Promise<void> {
    if (this.lost.aborted) return;
    await within(LEAVE_WITHIN_MS, `Leaving ${this.name}`, this.channel.close()).catch(() => undefined);
  }

  private close(reason: unknown): void {
    this.loss.abort(reason);
    this.channel.close().catch(() => undefined);
  }
}
