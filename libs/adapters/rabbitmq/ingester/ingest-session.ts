import type { Database } from '#kernel';
import type { Channel, ConsumeMessage } from 'amqplib';
import { ANSWER_WITHIN_MS, type Link, type OpenChannel } from '../connection/link.js';
import { sleep, within } from '../connection/waiting.js';
import type { BrokerTopology } from '../topology/broker-topology.js';
import { brokerQueueOf, DEAD_LETTERS } from '../topology/names.js';
import { Arrivals } from './arrivals.js';
import { deliverBatch } from './deliver-batch.js';

/** What the broker hands out of each queue without an acknowledgement. */
const PREFETCH = 200;
const MISSING_QUEUES_AGAIN_MS = 2_000;

export interface IngestTools {
  readonly database: Database;
  readonly topology: BrokerTopology;
  /** A queue is gone with what was in it, or is there that was not. */
  onQueueChanged(): void;
}

/**
 * Consuming on one channel until it is lost. All queues share it, so that a batch, a transaction and an acknowledgement
 * are about all of them. Batches follow one another: what the next one holds comes later in its queue.
 */
export class IngestSession {
  /** The queues that are consumed. */
  readonly attached = new Set<string>();
  private readonly arrivals = new Arrivals();
  private readonly breakdown = new AbortController();
  private readonly channel: Channel;
  private readonly closed: AbortSignal;

  constructor(
    private readonly link: Link,
    { channel, closed }: OpenChannel<Channel>,
    private readonly tools: IngestTools,
  ) {
    this.channel = channel;
    this.closed = closed;
  }

  /**
   * Resolves when `stopping` aborts: the batch under way is finished. The rest goes back to its queue in its place.
   * @throws Error when the channel or a queue was lost
   */
  async run(stopping: AbortSignal, onAttached: () => void): Promise<void> {
    const ready = await this.tools.topology.declare(this.link);
    await within(ANSWER_WITHIN_MS, 'Setting the prefetch', this.channel.prefetch(PREFETCH));
    await this.consume(DEAD_LETTERS, undefined);
    for (const queue of ready) await this.consume(brokerQueueOf(queue), queue);
    onAttached();
    const ending = AbortSignal.any([stopping, this.closed, this.breakdown.signal]);
    const attaching = this.attachMissing(ending);
    while (!ending.aborted) {
      await this.arrivals.bell.heard(ending);
      await this.deliverArrivals(ending, AbortSignal.any([stopping, this.closed]));
    }
    await attaching;
    if (!stopping.aborted) ending.throwIfAborted();
  }

  private async deliverArrivals(ending: AbortSignal, hopeless: AbortSignal): Promise<void> {
    while (!ending.aborted) {
      const batch = this.arrivals.take();
      const last = batch.at(-1);
      if (!last) return;
      await deliverBatch(this.tools.database, batch, hopeless);
      this.closed.throwIfAborted();
      this.channel.ack(last.message, true);
    }
  }

  private async consume(name: string, queue: string | undefined): Promise<void> {
    const onMessage = (message: ConsumeMessage | null) => {
      if (message) this.arrivals.add({ queue, message });
      else this.lose(name);
    };
    await within(ANSWER_WITHIN_MS, `Consuming ${name}`, this.channel.consume(name, onMessage));
    if (queue !== undefined) this.attached.add(queue);
  }

  private lose(name: string): void {
    this.tools.onQueueChanged();
    this.breakdown.abort(new Error(`The queue ${name} was deleted`));
  }

  /** Queues that could not be declared are tried again, since somebody may have put them right. */
  private async attachMissing(ending: AbortSignal): Promise<void> {
    try {
      while (!ending.aborted) {
        await sleep(MISSING_QUEUES_AGAIN_MS, ending);
        const missing = [...this.tools.topology.problems.keys()].filter((each) => !this.attached.has(each));
        if (!ending.aborted && missing.length > 0) await this.attach(missing);
      }
    } catch (error) {
      this.breakdown.abort(error);
    }
  }

  private async attach(missing: readonly string[]): Promise<void> {
    const found = await this.tools.topology.declare(this.link, missing);
    for (const queue of found) await this.consume(brokerQueueOf(queue), queue);
    if (found.length > 0) this.tools.onQueueChanged();
  }
}
