import type { Database } from '#kernel';
import type { ConsumeMessage } from 'amqplib';
import { describeError } from '../connection/describe-error.js';
import type { Link } from '../connection/link.js';
import { sleep, TookTooLong } from '../connection/waiting.js';
import type { BrokerTopology } from '../topology/broker-topology.js';
import { brokerQueueOf, DEAD_LETTERS } from '../topology/names.js';
import type { QueueHolds } from '../topology/queue-holds.js';
import { Arrivals } from './arrivals.js';
import { deliverBatch } from './deliver-batch.js';
import { NotServed, QueueConsumer } from './queue-consumer.js';

const ATTACH_AGAIN_MS = 1_000;
/** In turns of attaching again. */
const CHECK_EVERY = 5;
/** So often a queue may not answer who would consume it, over 11 s: longer than a cluster elects a leader for it. */
const SILENCES_MAX = 2;

export interface IngestTools {
  readonly database: Database;
  readonly topology: BrokerTopology;
  /** Queues that could not be consumed the last time. */
  readonly holds: QueueHolds;
  /** How often in a row the connection was lost just when this queue was to be consumed. */
  readonly breaks: Map<string, number>;
  /** A queue is gone, with what was in it. */
  onQueueLost(queue: string): void;
  /** The same, by ourselves: it took messages and never said that it has them. */
  onQueueRemoved(queue: string): void;
  /** Queues are consumed that were not: while nobody did, they may have been lost. */
  onQueuesAttached(): void;
}

/**
 * Consuming on one connection until it is lost. Arrivals of all queues go into the same batches, and batches follow one
 * another: what the next one holds comes later in its queue.
 */
export class IngestSession {
  private readonly consumers = new Map<string, QueueConsumer>();
  /** Left because nothing was handed out of them; what is in them is not lost. */
  private readonly unserved = new Set<string>();
  private readonly arrivals = new Arrivals();
  private isLeaving = false;

  constructor(
    private readonly link: Link,
    private readonly tools: IngestTools,
  ) {}

  /** How many mailbox queues are consumed. */
  get queueCount(): number {
    return [...this.consumers.values()].filter(({ queue }) => queue !== undefined).length;
  }

  /**
   * Resolves when `stopping` aborts: the batch under way is finished. The rest goes back to its queue in its place.
   * @throws Error when the connection was lost
   */
  async run(stopping: AbortSignal, onAttached: () => void): Promise<void> {
    const ending = AbortSignal.any([stopping, this.link.lost]);
    await this.attachAll();
    onAttached();
    const attaching = this.keepAttached(ending);
    while (!ending.aborted) {
      await this.arrivals.bell.heard(ending);
      await this.deliverArrivals(ending);
    }
    await attaching;
    if (!stopping.aborted) this.link.lost.throwIfAborted();
    this.isLeaving = true;
    await Promise.all([...this.consumers.values()].map((each) => each.leave()));
  }

  private async deliverArrivals(ending: AbortSignal): Promise<void> {
    while (!ending.aborted) {
      const batch = this.arrivals.take();
      if (batch.length === 0) return;
      await deliverBatch(this.tools.database, batch, ending);
      const lastOf = new Map(batch.map(({ consumer, message }) => [consumer, message]));
      for (const [consumer, last] of lastOf) consumer.acknowledge(last);
    }
  }

  /** Queues that were lost or could not be had are tried again, since somebody may have put them right. */
  private async keepAttached(ending: AbortSignal): Promise<void> {
    for (let turn = 1; !ending.aborted; turn++) {
      await sleep(ATTACH_AGAIN_MS, ending);
      if (ending.aborted) return;
      if (turn % CHECK_EVERY === 0)
        await Promise.all([...this.consumers.values()].map((each) => each.check()));
      // A lost connection ends the session by itself.
      await this.attachAll().catch(() => undefined);
    }
  }

  private async attachAll(): Promise<void> {
    const { topology, holds } = this.tools;
    holds.takeExpired();
    // The relay sends nothing to one that has a problem, which is over when it can be declared: consumed or not.
    const isMissing = (name: string) =>
      !holds.isHeld(name) && (!this.consumers.has(name) || topology.problems.has(name));
    const missing = topology.queues.filter((queue) => isMissing(brokerQueueOf(queue)));
    if (missing.length === 0 && !isMissing(DEAD_LETTERS)) return;
    const { ready, silent } = await topology.declare(this.link, missing);
    for (const [name, problem] of topology.problems) {
      if (silent.has(name)) await this.suspect(name);
      holds.hold(name, problem);
    }
    const attached: boolean[] = [];
    for (const name of ready) attached.push(await this.attach(name));
    if (attached.includes(true)) this.tools.onQueuesAttached();
  }

  /** @returns whether messages may come by it that could not before */
  private async attach(name: string): Promise<boolean> {
    const { holds, breaks } = this.tools;
    if (this.consumers.has(name)) return this.freed(name);
    if (holds.isHeld(name)) return false;
    if ((breaks.get(name) ?? 0) >= SILENCES_MAX) return this.replace(name);
    const hasItsMessages = this.unserved.delete(name);
    const queue = this.queueOf(name);
    const onMessage = (from: QueueConsumer, message: ConsumeMessage) =>
      this.arrivals.add({ consumer: from, message });
    try {
      const consumer = await QueueConsumer.open(this.link, name, queue, onMessage);
      consumer.lost.throwIfAborted();
      this.consumers.set(name, consumer);
      consumer.lost.addEventListener('abort', () => this.detach(name, consumer));
      breaks.delete(name);
      holds.free(name);
      return !hasItsMessages;
    } catch (error) {
      if (error instanceof TookTooLong) await this.suspect(name);
      // The broker closes the whole connection for some of the queues that have died on it.
      if (this.link.lost.aborted) breaks.set(name, (breaks.get(name) ?? 0) + 1);
      holds.hold(name, `${name} cannot be consumed: ${describeError(error)}`);
      this.link.lost.throwIfAborted();
      return false;
    }
  }

  /** @returns whether it was held although it is consumed: it could not be declared for a while */
  private freed(name: string): boolean {
    const wasHeld = this.tools.holds.failures(name) > 0;
    this.tools.holds.free(name);
    return wasHeld;
  }

  /** Of a queue that does not answer. */
  private async suspect(name: string): Promise<void> {
    if (this.tools.holds.failures(name) + 1 >= SILENCES_MAX) await this.remove(name);
  }

  /** Of one that is declared well, and breaks connections: the next declaration makes another. */
  private async replace(name: string): Promise<false> {
    this.tools.breaks.delete(name);
    await this.remove(name);
    this.tools.holds.hold(name, `${name} broke connections and was removed`);
    return false;
  }

  /**
   * A RabbitMQ that was killed within a second after a declaration may come back with a queue that takes no message and
   * no consumer, for ever (seen with 3.10.8).
   */
  private async remove(name: string): Promise<void> {
    const isRemoved = await this.tools.topology.remove(this.link, name).catch(() => false);
    const queue = this.queueOf(name);
    if (isRemoved && queue !== undefined) this.tools.onQueueRemoved(queue);
  }

  /** @returns undefined for what the broker has set aside itself */
  private queueOf(name: string): string | undefined {
    return this.tools.topology.queues.find((queue) => brokerQueueOf(queue) === name);
  }

  private detach(name: string, consumer: QueueConsumer): void {
    this.consumers.delete(name);
    this.arrivals.forget(consumer);
    if (this.link.lost.aborted || this.isLeaving) return;
    if (consumer.lost.reason instanceof NotServed) {
      this.unserved.add(name);
      return;
    }
    this.tools.holds.hold(name, describeError(consumer.lost.reason));
    if (consumer.queue !== undefined) this.tools.onQueueLost(consumer.queue);
  }
}
