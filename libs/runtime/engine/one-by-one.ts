import type { Database, Leased, Transaction } from '#kernel';
import type { BatchHandler, BatchResult } from './batch.js';
import type { Quarantine } from './quarantine.js';

const LEASE_MS = 10_000;
/** The start that made others careful was not written down. */
const STARTS_UNKNOWN = 1;
/** Conflicts of one message in a row: then it is rather out of our hands. */
const CONFLICTS_MAX = 20;

/**
 * Handles messages alone and one after another. That each was begun is committed before: when it ends the process, it is
 * known, and its neighbours are not blamed.
 */
export class OneByOne {
  private left = 0;
  private atHand: Leased | undefined;
  private conflicts = 0;
  private turns = 0;

  constructor(
    private readonly database: Database,
    private readonly handler: BatchHandler,
    private readonly queues: readonly string[],
    private readonly quarantine: Quarantine,
  ) {}

  get isNeeded(): boolean {
    return this.left > 0 || this.atHand !== undefined;
  }

  /** @param messages how many may be suspect */
  begin(messages: number): void {
    this.left = Math.max(this.left, messages);
  }

  /** Takes the next message; it stays at hand until it is handled or let go. @returns what became of one that was buried */
  async take(): Promise<{ readonly next?: Leased; readonly buried?: BatchResult }> {
    if (this.atHand) return { next: this.atHand };
    await this.quarantine.enter();
    try {
      return await this.takeNext();
    } finally {
      if (!this.atHand) this.quarantine.leave();
    }
  }

  async handle(lease: Leased): Promise<BatchResult> {
    const result = await this.database.transaction((tx) =>
      this.handler.handle(tx, [lease], { alone: true, lease }),
    );
    this.letGo();
    return result;
  }

  letGo(): void {
    if (!this.atHand) return;
    this.atHand = undefined;
    this.quarantine.leave();
  }

  conflicted(): void {
    this.conflicts += 1;
    if (this.conflicts === CONFLICTS_MAX) this.letGo();
  }

  private async takeNext(): Promise<{ readonly next?: Leased; readonly buried?: BatchResult }> {
    const taken = await this.database.transaction(async (tx) => {
      const next = await this.leaseAny(tx);
      if (!next || next.starts + STARTS_UNKNOWN < this.quarantine.deathsMax) return { next };
      return { buried: await this.bury(tx, next) };
    });
    this.turns += 1;
    if (taken.buried) return { buried: taken.buried };
    this.atHand = taken.next;
    this.conflicts = 0;
    this.left = taken.next ? Math.max(0, this.left - 1) : 0;
    return taken.next ? { next: taken.next } : {};
  }

  private async leaseAny(tx: Transaction): Promise<Leased | undefined> {
    for (let index = 0; index < this.queues.length; index++) {
      const queue = this.queues[(this.turns + index) % this.queues.length];
      const [leased] = queue === undefined ? [] : await tx.mailbox.lease(queue, 1, LEASE_MS);
      if (leased) return leased;
    }
    return undefined;
  }

  private async bury(tx: Transaction, killer: Leased): Promise<BatchResult> {
    const { endedOperations, detail } = await this.handler.failedMessages.buryKiller(tx, killer);
    const failed = [{ claimed: killer, error: detail }];
    const committed = () => undefined;
    return { keptEvents: new Set(), nextTimerAt: Infinity, failed, endedOperations, committed };
  }
}
