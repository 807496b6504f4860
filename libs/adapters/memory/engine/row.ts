import type { Holder } from './holder.js';

/** A row: what is committed of it, and what the one transaction that holds it has made of that. */
export class Row<K, V extends NonNullable<unknown>> {
  /** Undefined when it is not there for anybody but its holder. */
  committed: V | undefined;
  holder: Holder | undefined;
  private written: V | undefined;

  /** @param home where it is found by its key, as long as there is something to find */
  constructor(
    private readonly home: Map<K, Row<K, V>>,
    readonly key: K,
  ) {}

  seenBy(transaction: Holder): V | undefined {
    return this.holder === transaction ? this.written : this.committed;
  }

  write(transaction: Holder, value: V | undefined): void {
    if (this.holder !== transaction) {
      this.holder = transaction;
      transaction.hold(this);
    }
    this.written = value;
  }

  /** @param kept whether the transaction that holds it has committed */
  release(kept: boolean): void {
    if (kept) this.committed = this.written;
    this.holder = undefined;
    this.written = undefined;
    if (this.committed === undefined) this.home.delete(this.key);
  }
}
