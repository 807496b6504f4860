import {
  type Claimed,
  CommitUnknown,
  ConcurrentWrite,
  type Database,
  type Surroundings,
  Unavailable,
} from '#kernel';
import { Alarm } from './alarm.js';
import { jitteredPauseMs } from './backoff.js';
import type { BatchHandler, BatchResult } from './batch.js';
import type { DeathWatch } from './death-watch.js';
import { LeaseLost } from './lease-lost.js';
import { OneByOne } from './one-by-one.js';
import type { Quarantine } from './quarantine.js';

export interface WorkerOptions {
  readonly queues: readonly string[];
  /** Messages in one transaction at the most. */
  readonly batchMax: number;
  /** Transactions at work at once. */
  readonly lanes: number;
}

/** Who wants to know what the worker did. */
export interface WorkerListener {
  /** After the commit of a batch. */
  onBatch(result: BatchResult): void;
  onTrouble(what: string, error: unknown): void;
  /** The database answers again. @param awayMs for how long it did not */
  onRecovered(awayMs: number): void;
}

/** So many conflicts in a row are no coincidence any more. */
const CONFLICTS_TOLD = 20;

/** When one is met that may end processes: the lease that finds it may find others first. */
const SUSPECTS_FEW = 16;

/** One transaction of a lane. */
interface Attempt {
  readonly claimed: Claimed[];
  /** Whether it leaves to others what follows from its messages. */
  readonly alone: boolean;
}

/** How long to sleep without a sign of work: other processes' work is announced, so this is a safety net. */
const POLL_MS = 250;
/** How long to sleep at the most when others have all that waits at hand: in another process, nobody tells when they are done. */
const VAIN_MS_MAX = 50;
/** A batch of this size may have left work to others: another lane is woken. A smaller one is all that there was. */
const MORE_WORK = 3;

/** Takes messages from the mailbox and handles them, batch by batch, until it is stopped. */
export class Worker {
  private readonly alarm: Alarm;
  private readonly lanes: Promise<void>[] = [];
  private stopping = false;
  /** Messages that the next batch takes: fewer after one that broke its transaction, until what broke it is alone. */
  private limit: number;
  private isCareful = false;
  private readonly oneByOne: OneByOne;
  private knowsOthers = false;
  /** Looks in a row that found only what others have at hand. */
  private looksInVain = 0;
  /** Since when the database has not answered, by the clock that never jumps. */
  private awaySince: number | undefined;

  constructor(
    private readonly database: Database,
    private readonly handler: BatchHandler,
    private readonly options: WorkerOptions,
    private readonly surroundings: Surroundings,
    private readonly listener: WorkerListener,
    private readonly deaths: DeathWatch,
    quarantine: Quarantine,
  ) {
    this.alarm = new Alarm(surroundings.clock);
    this.limit = options.batchMax;
    this.oneByOne = new OneByOne(database, handler, options.queues, quarantine);
  }

  start(): void {
    this.database.onDelivered((queues) => {
      if (this.options.queues.some((queue) => queues.has(queue))) this.alarm.ring();
    });
    for (let lane = 0; lane < this.options.lanes; lane++) this.lanes.push(this.runLane(lane));
  }

  /** Finishes the batches under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ringAll();
    await Promise.all(this.lanes);
  }

  /** A process has died: about as many messages as it may have had in hand are handled alone. */
  beCareful(): void {
    this.oneByOne.begin(2 * this.options.lanes * this.options.batchMax);
  }

  private async runLane(lane: number): Promise<void> {
    let failuresInARow = 0;
    while (!this.stopping) {
      const attempt = { claimed: [], alone: this.isCareful || this.oneByOne.isNeeded };
      try {
        await this.meetOthers();
        const waitMs = this.oneByOne.isNeeded
          ? await this.turnOfOne(attempt, lane)
          : await this.turn(attempt);
        failuresInARow = 0;
        this.meetDatabase();
        if (waitMs > 0) await this.alarm.sleep(waitMs);
      } catch (error) {
        failuresInARow += 1;
        await this.recover(error, attempt, failuresInARow);
      }
    }
    // The next lane is woken in turn: none sleeps through the stop.
    this.alarm.ringAll();
  }

  private async meetOthers(): Promise<void> {
    if (this.knowsOthers) return;
    if (await this.deaths.look()) this.beCareful();
    this.knowsOthers = true;
  }

  /** Only one lane works, so that a death has one cause. @returns how long to sleep, in milliseconds */
  private async turnOfOne({ claimed }: Attempt, lane: number): Promise<number> {
    if (lane !== 0) return POLL_MS;
    const { next, buried } = await this.oneByOne.take();
    if (next) claimed.push(next);
    const result = next ? await this.oneByOne.handle(next) : buried;
    if (result) this.done(result);
    return 0;
  }

  /** @returns how long to sleep, in milliseconds */
  private async turn({ claimed, alone }: Attempt): Promise<number> {
    const { queues, batchMax, lanes } = this.options;
    const { limit } = this;
    const turn = await this.database.transaction(async (tx) => {
      claimed.push(...(await tx.mailbox.claim({ queues, limit, share: 1 / lanes })));
      if (claimed.length >= MORE_WORK) this.alarm.ring();
      if (claimed.some(({ starts }) => starts > 0)) return { retryInMs: 1, suspects: true };
      if (claimed.length > 0) return { result: await this.handler.handle(tx, claimed, { alone }) };
      return { retryInMs: await tx.mailbox.nextRetryInMs(queues) };
    });
    if (turn.suspects) this.oneByOne.begin(SUSPECTS_FEW);
    if (!turn.result) return this.sleepMs(turn.retryInMs ?? POLL_MS);
    this.limit = Math.min(batchMax, this.limit * 2);
    if (this.limit === batchMax) this.isCareful = false;
    this.done(turn.result);
    return alone || claimed.length >= MORE_WORK ? 0 : POLL_MS;
  }

  private sleepMs(retryInMs: number): number {
    if (retryInMs >= VAIN_MS_MAX) return Math.min(POLL_MS, retryInMs);
    const longerEachTime = Math.max(1, retryInMs) * 2 ** this.looksInVain;
    this.looksInVain += 1;
    return Math.min(VAIN_MS_MAX, longerEachTime);
  }

  private done(result: BatchResult): void {
    result.committed();
    this.listener.onBatch(result);
    if (this.looksInVain > 0) this.alarm.ring();
    this.looksInVain = 0;
  }

  private async recover(error: unknown, { claimed, alone }: Attempt, failures: number): Promise<void> {
    if (error instanceof LeaseLost) return this.oneByOne.letGo();
    if (error instanceof ConcurrentWrite) {
      if (claimed.some((each) => 'leaseToken' in each)) this.oneByOne.conflicted();
      if (failures === CONFLICTS_TOLD) this.listener.onTrouble('The worker is always too late', error);
      return this.pause(failures, 2, 200);
    }
    if (error instanceof CommitUnknown) return;
    if (error instanceof Unavailable) {
      this.missDatabase(error);
      return this.pause(failures, 100, 5_000);
    }
    this.listener.onTrouble(`A batch of ${claimed.length} broke its transaction`, error);
    const [first] = claimed;
    if (!first) return this.pause(failures, 100, 5_000);
    this.limit = Math.max(1, Math.floor(claimed.length / 2));
    this.isCareful = true;
    // Otherwise the next batch has less in it, and leaves what follows to others: that may be what broke this one.
    if (!alone || claimed.length > 1) return;
    await this.setAsideAlone(first, error);
    this.oneByOne.letGo();
  }

  /** Said once for all lanes. */
  private missDatabase(error: Unavailable): void {
    if (this.awaySince !== undefined) return;
    this.awaySince = this.surroundings.clock.elapsed();
    this.listener.onTrouble('The worker waits for the database', error);
  }

  private meetDatabase(): void {
    if (this.awaySince === undefined) return;
    const awayMs = this.surroundings.clock.elapsed() - this.awaySince;
    this.awaySince = undefined;
    this.listener.onRecovered(awayMs);
  }

  private async setAsideAlone(claimed: Claimed, error: unknown): Promise<void> {
    try {
      const { failedMessages } = this.handler;
      await this.database.transaction((tx) => failedMessages.setAside(tx, { claimed, error }));
      failedMessages.posted();
    } catch (second) {
      this.listener.onTrouble('A failed message could not be set aside', second);
      await this.pause(1, 100, 5_000);
    }
  }

  private pause(failures: number, firstMs: number, maxMs: number): Promise<void> {
    return this.alarm.sleep(jitteredPauseMs(this.surroundings.chance, failures, firstMs, maxMs));
  }
}
