import type { Holder, Statement } from './holder.js';

/** Locks by name, each for one transaction until it ends. */
export class Locks {
  private readonly holders = new Map<string, Holder>();

  /** @returns whether the transaction has it now */
  take(transaction: Holder, name: string): boolean {
    const holder = this.holders.get(name);
    if (holder) return holder === transaction;
    this.holders.set(name, transaction);
    transaction.holdLock({ release: () => this.holders.delete(name) });
    return true;
  }

  *wait(transaction: Holder, name: string): Statement<void> {
    while (!this.take(transaction, name)) {
      const holder = this.holders.get(name);
      if (holder) yield holder;
    }
  }
}
