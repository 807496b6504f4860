import type { Database } from '#kernel';
import { randomUUID } from 'node:crypto';
import type { Link } from '../connection/link.js';
import type { SupervisedWork } from '../connection/supervisor.js';
import { Bell } from '../connection/waiting.js';
import type { BrokerTopology } from '../topology/broker-topology.js';
import { brokerQueueOf } from '../topology/names.js';
import { Lease } from './lease.js';
import { OutboxReader } from './outbox-reader.js';
import { QueueHolds } from '../topology/queue-holds.js';
import { RelayTerm } from './relay-term.js';

/** The broker may still be at work on the removal of a queue when it says that it is gone. */
const MISSING_QUEUE = { firstMs: 200, maxMs: 60_000 };

export interface RelayOptions {
  readonly leaseMs: number;
  readonly resendAfterMs: number;
}

/** Carries rows of the outbox to the broker, as long as this process is the one that does. */
export class Relay implements SupervisedWork {
  readonly purpose = 'publish';
  private readonly bell = new Bell();
  private readonly holds = new QueueHolds(MISSING_QUEUE);
  private readonly lease: Lease;
  private readonly outbox: OutboxReader;
  private link: Link | undefined;
  private term: RelayTerm | undefined;

  constructor(
    database: Database,
    private readonly topology: BrokerTopology,
    { leaseMs, resendAfterMs }: RelayOptions,
  ) {
    this.lease = new Lease(database, randomUUID(), leaseMs);
    this.outbox = new OutboxReader(database, resendAfterMs);
  }

  get isLeading(): boolean {
    return this.term !== undefined;
  }

  get blockedBecause(): string | undefined {
    return this.link?.blockedBecause;
  }

  /** A sentence for each queue that gets nothing for now. */
  heldQueues(): string[] {
    return this.holds.reasons();
  }

  wake(): void {
    this.bell.ring();
  }

  /** What was in the queue is published again, once it is there again. */
  onQueueLost(queue: string): void {
    this.holds.hold(queue, `${brokerQueueOf(queue)} was deleted`);
    this.bell.ring();
  }

  /** What was published to it is never confirmed: nobody waits for that. */
  onQueueRemoved(queue: string): void {
    this.onQueueLost(queue);
    this.term?.abandon(`${brokerQueueOf(queue)} did not answer and was removed`);
  }

  startOver(): void {
    this.term?.startOver();
  }

  async work(link: Link, stopping: AbortSignal, attached: () => void): Promise<void> {
    this.link = link;
    const ending = AbortSignal.any([stopping, link.lost]);
    try {
      while (!ending.aborted) {
        attached();
        await this.lease.take(ending);
        if (this.lease.isHeld) await this.lead(link, stopping);
      }
      if (!stopping.aborted) link.lost.throwIfAborted();
    } finally {
      this.link = undefined;
    }
  }

  private async lead(link: Link, stopping: AbortSignal): Promise<void> {
    const over = new AbortController();
    const keeping = this.lease.keep(over.signal);
    try {
      this.term = await RelayTerm.open(
        link,
        {
          outbox: this.outbox,
          topology: this.topology,
          holds: this.holds,
          lease: this.lease,
          bell: this.bell,
        },
        stopping,
      );
      await this.term.run();
    } finally {
      this.term = undefined;
      over.abort();
      await keeping;
      await this.lease.release();
    }
  }
}
