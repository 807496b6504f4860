/** What is committed. It changes only by views, when their transaction commits. */
export class Table<K, V extends NonNullable<unknown>> {
  private readonly rows = new Map<K, V>();

  get size(): number {
    return this.rows.size;
  }

  get(key: K): V | undefined {
    return this.rows.get(key);
  }

  has(key: K): boolean {
    return this.rows.has(key);
  }

  entries(): Iterable<[K, V]> {
    return this.rows.entries();
  }

  /** @param changes new values; undefined removes a row */
  apply(changes: ReadonlyMap<K, V | undefined>): void {
    for (const [key, value] of changes) {
      if (value === undefined) this.rows.delete(key);
      else this.rows.set(key, value);
    }
  }
}

/** A table as one transaction sees it: what is committed, and over it what the transaction has written. */
export class TableView<K, V extends NonNullable<unknown>> {
  private readonly changes = new Map<K, V | undefined>();

  constructor(
    private readonly table: Table<K, V>,
    private readonly assertOpen: () => void,
  ) {}

  /** How many rows are committed: those of this transaction do not count. */
  get committedSize(): number {
    this.assertOpen();
    return this.table.size;
  }

  get(key: K): V | undefined {
    this.assertOpen();
    return this.changes.has(key) ? this.changes.get(key) : this.table.get(key);
  }

  set(key: K, value: V): void {
    this.assertOpen();
    this.changes.set(key, value);
  }

  delete(key: K): void {
    this.assertOpen();
    this.changes.set(key, undefined);
  }

  /** Rows in the order in which they were first written. */
  values(): V[] {
    this.assertOpen();
    const values: V[] = [];
    for (const [key, committed] of this.table.entries()) {
      const value = this.changes.has(key) ? this.changes.get(key) : committed;
      if (value !== undefined) values.push(value);
    }
    for (const [key, value] of this.changes) {
      if (value !== undefined && !this.table.has(key)) values.push(value);
    }
    return values;
  }

  commit(): void {
    this.table.apply(this.changes);
  }
}
