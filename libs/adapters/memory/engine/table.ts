import { Row } from './row.js';
import type { Holder, Statement } from './holder.js';

/**
 * Rows by key, as transactions side by side see them: each what is committed and what it has written itself. A row that
 * one of them has written, or only locked, is held by it until it ends; others who would write it wait.
 */
export class Table<K, V extends NonNullable<unknown>> {
  private readonly rows = new Map<K, Row<K, V>>();

  get(transaction: Holder, key: K): V | undefined {
    return this.rows.get(key)?.seenBy(transaction);
  }

  /** Rows in the order in which they were first written. */
  *seenBy(transaction: Holder): Generator<V, void, void> {
    if (this.rows.size === 0) return;
    for (const row of this.rows.values()) {
      const value = row.seenBy(transaction);
      if (value !== undefined) yield value;
    }
  }

  *keysSeenBy(transaction: Holder): Generator<K, void, void> {
    for (const [key, row] of this.rows) if (row.seenBy(transaction) !== undefined) yield key;
  }

  isHeldByAnother(transaction: Holder, key: K): boolean {
    const holder = this.rows.get(key)?.holder;
    return holder !== undefined && holder !== transaction;
  }

  /**
   * Waits until no other transaction holds the row. @returns what it is now, which may be more than the statement saw when
   * it began; the row is the statement's until it waits again
   */
  *latest(transaction: Holder, key: K): Statement<V | undefined> {
    for (;;) {
      const row = this.rows.get(key);
      if (row?.holder === undefined || row.holder === transaction) return row?.seenBy(transaction);
      yield row.holder;
    }
  }

  /** `latest` of a row that the statement sees; one that it does not see it does not wait for. */
  *latestSeen(transaction: Holder, key: K): Statement<V | undefined> {
    return this.get(transaction, key) === undefined ? undefined : yield* this.latest(transaction, key);
  }

  /** Writes a row that nobody else holds. @param value undefined deletes it */
  write(transaction: Holder, key: K, value: V | undefined): Row<K, V> {
    const row = this.rows.get(key) ?? new Row(this.rows, key);
    this.rows.set(key, row);
    row.write(transaction, value);
    return row;
  }
}

/** A table in parts, for what is always asked for by the part. */
export class PartedTable<P, K, V extends NonNullable<unknown>> {
  private readonly parts = new Map<P, Table<K, V>>();

  part(name: P): Table<K, V> {
    const part = this.parts.get(name) ?? new Table();
    this.parts.set(name, part);
    return part;
  }

  entries(): Iterable<[P, Table<K, V>]> {
    return this.parts.entries();
  }
}
