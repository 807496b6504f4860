import type { OutboxRow } from '#kernel';
import { type ConfirmChannel, IllegalOperationError } from 'amqplib';
import type { WireMessage } from '../codec/encode.js';
import type { Link } from '../connection/link.js';
import { Bell } from '../connection/waiting.js';
import { MAIL_EXCHANGE } from '../topology/names.js';
import { type Carried, InFlight, type Verdict } from './in-flight.js';

const IN_FLIGHT_MAX = 256;
const IN_FLIGHT_BYTES_MAX = 16 * 1024 * 1024;
// A cluster that elects another leader for a queue is silent for up to ten seconds.
const CONFIRM_WITHIN_MS = 15_000;
const WATCH_EVERY_MS = 1_000;

/** Hears what became of each published row: one of the first three, or nothing when the channel is lost. */
export interface PublisherListener {
  /** It is in its queue, on disk. */
  onConfirmed(verdict: Verdict): void;
  /** There is no queue for it. */
  onReturned(verdict: Verdict): void;
  /** Its queue is at its bound, or going away. */
  onRefused(verdict: Verdict): void;
  /** Nothing was heard of these for too long; the publisher closes. */
  onSilence(carried: readonly Carried[]): void;
}

/** The message itself cannot be sent, whatever the broker does. */
export class Unpublishable extends Error {
  override readonly name = 'Unpublishable';
}

/** Publishes on one confirm channel, as fast as the broker takes it. */
export class Publisher {
  private readonly inFlight = new InFlight();
  private readonly changed = new Bell();
  private readonly failure = new AbortController();
  private readonly watch: NodeJS.Timeout;
  private bufferIsFull = false;
  private flowingSinceMs = performance.now();

  private constructor(
    private readonly link: Link,
    private readonly channel: ConfirmChannel,
    closed: AbortSignal,
    private readonly listener: PublisherListener,
  ) {
    closed.addEventListener('abort', () => this.failure.abort(closed.reason));
    channel.on('return', ({ fields, properties }) => {
      this.inFlight.markReturned(fields.routingKey, String(properties.messageId));
    });
    channel.on('ack', ({ deliveryTag, multiple }) => this.settle(deliveryTag, multiple, true));
    channel.on('nack', ({ deliveryTag, multiple }) => this.settle(deliveryTag, multiple, false));
    channel.on('drain', () => this.bufferHasRoom());
    link.onFlowChange(() => this.flowChanged());
    this.watch = setInterval(() => this.lookForSilence(), WATCH_EVERY_MS);
  }

  static async open(link: Link, listener: PublisherListener): Promise<Publisher> {
    const { channel, closed } = await link.openConfirmChannel();
    return new Publisher(link, channel, closed, listener);
  }

  /** Aborted, with the reason, when nothing more can be published. */
  get failed(): AbortSignal {
    return this.failure.signal;
  }

  /** Resolves when a row can be published, or `until` aborts. */
  async roomFor(row: OutboxRow, until: AbortSignal): Promise<void> {
    while (!this.hasRoomFor(row) && !until.aborted) await this.changed.heard(until);
  }

  /**
   * Publishes what there is room for; does not wait for the confirmation.
   * @throws Unpublishable
   * @throws Error when the channel is lost
   */
  publish(carried: Carried, message: WireMessage): void {
    this.failed.throwIfAborted();
    this.bufferIsFull = !this.send(carried.row.queue, message);
    this.inFlight.add(carried, message.body.length, performance.now());
  }

  /** Of what has no verdict, the message that a limit of the broker concerns first. */
  largestInFlight(): Carried | undefined {
    return this.inFlight.largest();
  }

  /** Resolves when all that was published has its verdict, or `until` aborts. */
  async settled(until: AbortSignal): Promise<void> {
    while (this.inFlight.size > 0 && !until.aborted) await this.changed.heard(until);
  }

  abandon(why: string): void {
    this.failure.abort(new Error(why));
  }

  close(): void {
    clearInterval(this.watch);
  }

  private hasRoomFor(row: OutboxRow): boolean {
    if (this.bufferIsFull || this.link.blockedBecause !== undefined) return false;
    if (this.inFlight.hasOneBefore(row)) return false;
    return this.inFlight.size < IN_FLIGHT_MAX && this.inFlight.bytes < IN_FLIGHT_BYTES_MAX;
  }

  private send(queue: string, { body, properties }: WireMessage): boolean {
    try {
      const options = { ...properties, persistent: true, mandatory: true };
      return this.channel.publish(MAIL_EXCHANGE, queue, body, options);
    } catch (error) {
      if (error instanceof IllegalOperationError) throw error;
      throw new Unpublishable(String(error), { cause: error });
    }
  }

  private settle(tag: number, andAllBefore: boolean, taken: boolean): void {
    for (const verdict of this.inFlight.settle(tag, andAllBefore)) {
      if (!taken) this.listener.onRefused(verdict);
      else if (verdict.returned) this.listener.onReturned(verdict);
      else this.listener.onConfirmed(verdict);
    }
    this.changed.ring();
  }

  private bufferHasRoom(): void {
    this.bufferIsFull = false;
    this.changed.ring();
  }

  private flowChanged(): void {
    this.flowingSinceMs = performance.now();
    this.changed.ring();
  }

  /** A blocked connection is known to be silent; counting begins when it flows again. */
  private lookForSilence(): void {
    const limitMs = performance.now() - CONFIRM_WITHIN_MS;
    if (this.link.blockedBecause !== undefined || this.flowingSinceMs > limitMs) return;
    const silent = this.inFlight.olderThan(limitMs);
    if (silent.length === 0) return;
    this.listener.onSilence(silent);
    this.failure.abort(new Error(`The broker has confirmed nothing for ${CONFIRM_WITHIN_MS} ms`));
  }
}
