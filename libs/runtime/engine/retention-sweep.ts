import type { Database, Ids, Transaction } from '#kernel';

const ROLE = 'retention';
const ROLE_MS = 600_000;
/** What one transaction deletes at the most. */
const BATCH = 500;
/** A sweep that has done so much leaves the rest to the next. */
const BATCHES_MAX = 200;

const DAY_MS = 86_400_000;

/** How long what is kept, at the least, in milliseconds. */
export const KEPT_FOR_MS = {
  /** What queues remember of messages: longer than anything repeats one. */
  messages: 90 * DAY_MS,
  /** Operations, from their end, and the idempotency keys of callers. */
  operations: 90 * DAY_MS,
  /** The histories of sagas, from their end. */
  sagaHistories: 365 * DAY_MS,
  /** Dead letters, from when somebody has dealt with them. */
  deadLetters: 90 * DAY_MS,
} as const;

/** Lets go of what is old, in small transactions, one process at a time; that it never runs only costs room. */
export class RetentionSweep {
  private readonly owner: string;

  constructor(
    private readonly database: Database,
    ids: Ids,
    private readonly keptForMs: Readonly<Record<keyof typeof KEPT_FOR_MS, number>> = KEPT_FOR_MS,
  ) {
    this.owner = ids.next();
  }

  async sweep(): Promise<void> {
    const { messages, operations, sagaHistories, deadLetters } = this.keptForMs;
    const hasRole = await this.asOwner(async ({ retention }) => {
      await retention.makeRoom();
      return 1;
    });
    if (!hasRole) return;
    await this.asOwner(async ({ retention }) => Number(await retention.forgetMessages(messages)));
    await this.inBatches(({ retention }) => retention.deleteOperations(operations, BATCH));
    await this.inBatches(({ retention }) => retention.deleteSagaHistories(sagaHistories, BATCH));
    await this.inBatches(({ retention }) => retention.deleteDeadLetters(deadLetters, BATCH));
  }

  private async inBatches(work: (tx: Transaction) => Promise<number>): Promise<void> {
    for (let batches = 0; batches < BATCHES_MAX; batches++) {
      if ((await this.asOwner(work)) < BATCH) return;
    }
  }

  /** @returns 0 where another process has the role */
  private asOwner(work: (tx: Transaction) => Promise<number>): Promise<number> {
    return this.database.transaction(async (tx) =>
      (await tx.leases.hold(ROLE, this.owner, ROLE_MS)) ? work(tx) : 0,
    );
  }
}
