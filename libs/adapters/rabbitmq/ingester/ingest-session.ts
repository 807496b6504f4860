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
import { QueueConsumer } from './queue-consumer.js';

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
    const mayAttach = (name: string) => !this.consumers.has(name) && !holds.isHeld(name);
    const missing = topology.queues.filter((queue) => mayAttach(brokerQueueOf(queue)));
    if (missing.length === 0 && !mayAttach(DEAD_LETTERS)) return;
    const ready = await topology.declare(this.link, missing);
    for (const [queue, problem] of topology.problems) holds.hold(brokerQueueOf(queue), problem);
    const attached = [await this.attach(DEAD_LETTERS, undefined)];
    for (const queue of ready) attached.push(await this.attach(brokerQueueOf(queue), queue));
    if (attached.includes(true)) this.tools.onQueuesAttached();
  }

  private async attach(name: string, queue: string | undefined): Promise<boolean> {
    const { holds } = this.tools;
    if (this.consumers.has(name) || holds.isHeld(name)) return false;
    const onMessage = (from: QueueConsumer, message: ConsumeMessage) =>
      this.arrivals.add({ consumer: from, message });
    try {
      const consumer = await QueueConsumer.open(this.link, name, queue, onMessage);
      consumer.lost.throwIfAborted();
      this.consumers.set(name, consumer);
      consumer.lost.addEventListener('abort', () => this.detach(name, consumer));
      holds.free(name);
      return true;
    } catch (error) {
      if (error instanceof TookTooLong && holds.failures(name) + 1 >= SILENCES_MAX)
        await this.remove(name, queue);
      // The broker closes the whole connection for some of the queues that have died on it.
      holds.hold(name, `${name} cannot be consumed: ${describeError(error)}`);
      this.link.lost.throwIfAborted();
      return false;
    }
  }

  /**
   * A RabbitMQ that was killed within a second after a declaration may come back with a queue that takes no message and
   * no consumer, for ever (seen with 3.10.8).
   */
  private async remove(name: string, queue: string | undefined): Promise<void> {
    const isRemoved = await this.tools.topology.remove(this.link, name).catch(() => false);
    if (isRemoved && queue !== undefined) this.tools.onQueueRemoved(queue);
  }

  private detach(name: string, consumer: QueueConsumer): void {
    this.consumers.delete(name);
    this.arrivals.forget(consumer);
    if (this.link.lost.aborted || this.isLeaving) return;
    this.tools.holds.hold(name, describeError(consumer.lost.reason));
    if (consumer.queue !== undefined) this.tools.onQueueLost(consumer.queue);
  }
}
