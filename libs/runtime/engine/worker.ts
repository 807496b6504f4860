import { type Claimed, CommitUnknown, ConcurrentWrite, type Database, Unavailable } from '#kernel';
import { Alarm } from './alarm.js';
import { jitteredPauseMs } from './backoff.js';
import { type BatchHandler, type BatchResult, setAside } from './batch.js';

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
}

/** How long to sleep without a sign of work: other processes' work is announced, so this is a safety net. */
const POLL_MS = 250;
/** A batch of this size may have left work to others: another lane is woken. A smaller one is all that there was. */
const MORE_WORK = 3;

/** Takes messages from the mailbox and handles them, batch by batch, until it is stopped. */
export class Worker {
  private readonly alarm = new Alarm();
  private readonly lanes: Promise<void>[] = [];
  private stopping = false;
  /** Batches that are still taken one by one, because something among them broke a transaction. */
  private aloneLeft = 0;

  constructor(
    private readonly database: Database,
    private readonly handler: BatchHandler,
    private readonly options: WorkerOptions,
    private readonly listener: WorkerListener,
  ) {}

  start(): void {
    this.database.onDelivered((queues) => {
      if (this.options.queues.some((queue) => queues.has(queue))) this.alarm.ring();
    });
    for (let lane = 0; lane < this.options.lanes; lane++) this.lanes.push(this.runLane());
  }

  /** Finishes the batches under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ringAll();
    await Promise.all(this.lanes);
  }

  private async runLane(): Promise<void> {
    let failuresInARow = 0;
    while (!this.stopping) {
      const claimed: Claimed[] = [];
      try {
        const waitMs = await this.turn(claimed);
        failuresInARow = 0;
        if (waitMs > 0) await this.alarm.sleep(waitMs);
      } catch (error) {
        failuresInARow += 1;
        await this.recover(error, claimed, failuresInARow);
      }
    }
    // The next lane is woken in turn: none sleeps through the stop.
    this.alarm.ringAll();
  }

  /** @returns how long to sleep, in milliseconds */
  private async turn(claimed: Claimed[]): Promise<number> {
    const { queues, batchMax, lanes } = this.options;
    const alone = this.aloneLeft > 0;
    const limit = alone ? 1 : batchMax;
    const turn = await this.database.transaction(async (tx) => {
      claimed.push(...(await tx.mailbox.claim({ queues, limit, share: 1 / lanes })));
      if (claimed.length >= MORE_WORK) this.alarm.ring();
      if (claimed.length > 0) return { result: await this.handler.handle(tx, claimed, { alone }) };
      return { retryInMs: await tx.mailbox.nextRetryInMs(queues) };
    });
    if (!turn.result) return Math.max(1, Math.min(POLL_MS, turn.retryInMs ?? POLL_MS));
    this.aloneLeft = Math.max(0, this.aloneLeft - 1);
    this.listener.onBatch(turn.result);
    return this.aloneLeft > 0 || claimed.length >= MORE_WORK ? 0 : POLL_MS;
  }

  private async recover(error: unknown, claimed: readonly Claimed[], failures: number): Promise<void> {
    if (error instanceof ConcurrentWrite) return this.pause(failures, 2, 200);
    if (error instanceof CommitUnknown) return;
    if (error instanceof Unavailable) {
      if (failures === 1) this.listener.onTrouble('The worker waits for the database', error);
      return this.pause(failures, 100, 5_000);
    }
    this.listener.onTrouble(`A batch of ${claimed.length} broke its transaction`, error);
    const [only, ...others] = claimed;
    if (others.length > 0) {
      this.aloneLeft = claimed.length;
      return;
    }
    if (only) await this.setAsideAlone(only, error);
    else await this.pause(failures, 100, 5_000);
  }

  private async setAsideAlone(claimed: Claimed, error: unknown): Promise<void> {
    try {
      await this.database.transaction((tx) => setAside(tx, { claimed, error }));
    } catch (second) {
      this.listener.onTrouble('A failed message could not be set aside', second);
      await this.pause(1, 100, 5_000);
    }
  }

  private pause(failures: number, firstMs: number, maxMs: number): Promise<void> {
    return this.alarm.sleep(jitteredPauseMs(failures, firstMs, maxMs));
  }
}
