import type { OutboxRow } from '#kernel';
import { encode, type WireMessage } from '../codec/encode.js';
import { jitteredPauseMs } from '../connection/backoff.js';
import { describeError } from '../connection/describe-error.js';
import type { Link } from '../connection/link.js';
import { type Bell, sleep } from '../connection/waiting.js';
import type { BrokerTopology } from '../topology/broker-topology.js';
import { brokerQueueOf } from '../topology/names.js';
import type { Carried } from './in-flight.js';
import type { Lease } from './lease.js';
import type { OutboxReader } from './outbox-reader.js';
import { Publisher, Unpublishable } from './publisher.js';
import type { QueueHolds } from '../topology/queue-holds.js';
import { Verdicts } from './verdicts.js';

const IDLE_MS = { min: 10, max: 500 };
const REFUSED_PAUSE = { firstMs: 50, maxMs: 5_000 };
/** A queue that was missing this often, over 6 s and declared again each time, will not come. */
const RETURNS_MAX = 5;
const LAST_CONFIRMS_WITHIN_MS = 2_000;

export interface RelayTools {
  readonly outbox: OutboxReader;
  readonly topology: BrokerTopology;
  readonly holds: QueueHolds;
  readonly lease: Lease;
  /** Rung when there may be something to do. */
  readonly bell: Bell;
}

/**
 * Relaying on one channel, until the right to it or the channel is lost. Begins with the oldest row of the outbox: what
 * has arrived is not there any more, what is under way twice is dropped where it arrives, and what a broker has
 * forgotten goes out again.
 */
export class RelayTerm {
  private readonly ending: AbortSignal;
  /** Queues that had a problem when a row for them was reached: what is behind it must not get in before it. */
  private readonly skipped = new Set<string>();
  private position: string | undefined;
  private startingOver = false;
  private idleMs = IDLE_MS.min;

  private constructor(
    private readonly link: Link,
    private readonly tools: RelayTools,
    private readonly publisher: Publisher,
    private readonly verdicts: Verdicts,
    stopping: AbortSignal,
  ) {
    this.ending = AbortSignal.any([stopping, publisher.failed]);
  }

  static async open(link: Link, tools: RelayTools, stopping: AbortSignal): Promise<RelayTerm> {
    await tools.topology.declare(link);
    const verdicts = new Verdicts(tools.holds, tools.bell);
    const publisher = await Publisher.open(link, verdicts);
    return new RelayTerm(link, tools, publisher, verdicts, stopping);
  }

  /** Something that was under way may be gone. */
  startOver(): void {
    this.startingOver = true;
    this.tools.bell.ring();
  }

  /** Begins again on another channel. */
  abandon(why: string): void {
    this.publisher.abandon(why);
  }

  /**
   * Resolves when the term is over because the process stops or another one relays.
   * @throws Error when the channel was lost
   */
  async run(): Promise<void> {
    try {
      while (!this.ending.aborted && this.tools.lease.isHeld) {
        await this.attend();
        await this.lookBack();
        const rows = await this.tools.outbox.read(this.position, this.ending);
        if (rows.length === 0) await this.rest();
        else this.position = await this.carry(rows, this.position);
      }
      await this.publisher.settled(
        AbortSignal.any([this.publisher.failed, AbortSignal.timeout(LAST_CONFIRMS_WITHIN_MS)]),
      );
      this.publisher.failed.throwIfAborted();
    } catch (error) {
      const tooLarge = this.tooLarge(error);
      if (tooLarge) await this.tools.outbox.park(tooLarge.row, describeError(error), this.ending);
      throw error;
    } finally {
      this.publisher.close();
    }
  }

  /** @returns the place behind the last row that was dealt with */
  private async carry(rows: readonly OutboxRow[], after: string | undefined): Promise<string | undefined> {
    this.idleMs = IDLE_MS.min;
    let readAfter = after;
    for (const row of rows) {
      const message = this.mustWait(row.queue) ? undefined : await this.encoded(row);
      if (message) await this.publisher.roomFor(row, this.ending);
      if (this.isInterrupted()) break;
      if (message) await this.publish({ row, readAfter }, message);
      readAfter = row.sequence;
    }
    return readAfter;
  }

  private mustWait(queue: string): boolean {
    if (this.hasProblem(queue)) this.skipped.add(queue);
    return this.skipped.has(queue) || this.tools.holds.isHeld(queue);
  }

  private hasProblem(queue: string): boolean {
    return this.tools.topology.problems.has(brokerQueueOf(queue));
  }

  /** @returns undefined when nobody could take it: then it is parked */
  private async encoded(row: OutboxRow): Promise<WireMessage | undefined> {
    try {
      return encode(row.envelope);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      await this.tools.outbox.park(row, error.message, this.ending);
      return undefined;
    }
  }

  private async publish(carried: Carried, message: WireMessage): Promise<void> {
    try {
      this.publisher.publish(carried, message);
    } catch (error) {
      if (!(error instanceof Unpublishable)) throw error;
      await this.tools.outbox.park(carried.row, error.message, this.ending);
    }
  }

  private isInterrupted(): boolean {
    return this.ending.aborted || !this.tools.lease.isHeld || this.startingOver || this.verdicts.pending;
  }

  /**
   * What was confirmed and did not arrive is sent again: soon when the broker has nothing of it any more, and else after
   * a while, since somebody may have thrown away only a part.
   */
  private async lookBack(): Promise<void> {
    const { rows, after, isLate } = await this.tools.outbox.readOverdue(this.ending);
    if (rows.length > 0) await this.carry(isLate ? rows : await this.lostOf(rows), after);
  }

  private async lostOf(rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
    const queues = new Set(rows.map(({ queue }) => queue));
    const emptied = await this.tools.topology.emptyOf(this.link, [...queues]);
    return rows.filter(({ queue }) => emptied.has(queue));
  }

  /** All is published: waits for more. */
  private async rest(): Promise<void> {
    if (this.isInterrupted()) return;
    const expiryMs = this.tools.holds.nextExpiryInMs() ?? IDLE_MS.max;
    const rung = await this.tools.bell.heard(this.ending, Math.min(this.idleMs, expiryMs));
    this.idleMs = rung ? IDLE_MS.min : Math.min(IDLE_MS.max, this.idleMs * 2);
  }

  private async attend(): Promise<void> {
    for (const row of this.verdicts.takeReturned()) await this.attendToReturned(row);
    await this.attendToRefused();
    this.attendToSkipped();
    const tried = this.tools.holds.takeExpired();
    if (tried.length > 0) await this.tools.topology.declare(this.link);
    if (tried.length > 0 || this.startingOver) this.position = undefined;
    this.startingOver = false;
  }

  private async attendToReturned(row: OutboxRow): Promise<void> {
    const why = `The broker has no queue ${brokerQueueOf(row.queue)}`;
    if (this.tools.holds.failures(row.queue) < RETURNS_MAX) this.tools.holds.hold(row.queue, why);
    else await this.tools.outbox.park(row, why, this.ending);
  }

  /**
   * A queue at its bound takes nothing until a fifth of it has left: everything waits, and goes on with the first row
   * that was refused. From the oldest row on, all that is still in the queue would go into it once more. Rows of other
   * keys that were taken behind it go out once more, and are known where they arrive.
   */
  private async attendToRefused(): Promise<void> {
    if (!this.verdicts.pending) return;
    await this.publisher.settled(this.ending);
    const refused = this.verdicts.takeRefused();
    if (!refused) return;
    this.position = refused.first.readAfter;
    await sleep(jitteredPauseMs(refused.inARow, REFUSED_PAUSE), this.ending);
  }

  /** Somebody else may have put a queue right: what was skipped comes first. */
  private attendToSkipped(): void {
    for (const queue of this.skipped) {
      if (this.hasProblem(queue)) continue;
      this.skipped.delete(queue);
      this.startingOver = true;
    }
  }

  /** Brokers have limits of their own, and say so by closing the channel. */
  private tooLarge(error: unknown): Carried | undefined {
    return /message size/i.test(describeError(error)) ? this.publisher.largestInFlight() : undefined;
  }
}
