import type { Claimed, Database, Transaction } from '#kernel';
import { type Outcome, outcomeOf } from '../outcome.js';
import type { Hand, Side } from './hand.js';
import type { Operation } from './operation.js';

class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

/** One client of one side: at most one transaction, and in it at most one operation that has not answered. */
export class Client {
  /** The operation under way, or what it has answered. */
  answer: Promise<Outcome> = Promise.resolve({ gave: undefined });
  private readonly claimed: Claimed[] = [];
  private hand: Hand | undefined;
  private end: ((how: 'commit' | 'rollback') => void) | undefined;
  private over: Promise<Outcome> = Promise.resolve({ gave: undefined });

  constructor(
    private readonly database: Database,
    private readonly side: Side,
  ) {}

  get isOpen(): boolean {
    return this.hand !== undefined;
  }

  /** @throws whatever keeps the transaction from beginning */
  async begin(): Promise<void> {
    const tx = await new Promise<Transaction>((opened, failed) => {
      const work = (open: Transaction): Promise<void> =>
        new Promise((commit, rollBack) => {
          this.end = (how) => (how === 'commit' ? commit() : rollBack(new RolledBack()));
          open.now().then(() => opened(open), failed);
        });
      this.over = outcomeOf(this.database.transaction(work));
      void this.over.then((outcome) => 'threw' in outcome && failed(new Error(outcome.threw)));
    });
    this.hand = { tx, side: this.side, claimed: this.claimed, mayClaim: true };
  }

  ask(operation: Operation, args: readonly number[]): void {
    const { hand } = this;
    if (!hand) throw new Error('There is no transaction to ask');
    this.answer = outcomeOf(operation.perform(hand, args));
  }

  finish(how: 'commit' | 'rollback'): void {
    this.end?.(how);
    this.hand = undefined;
    this.answer = this.over;
  }
}
