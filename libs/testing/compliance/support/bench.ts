import { afterEach, beforeEach } from '@jest/globals';
import { ConcurrentWrite, type Database, type Transaction } from '#kernel';
import type { DatabaseUnderTest, EmptyDatabase } from './database-under-test.js';
import { openTransaction, type OpenTransaction } from './open-transaction.js';

const REPETITIONS_MAX = 100;

/** Where the tests of a suite work: an empty database for each, cleared away after it. */
export class Bench {
  private empty: EmptyDatabase | undefined;
  private readonly opened: OpenTransaction[] = [];
  private readonly others: Database[] = [];

  constructor(private readonly underTest: DatabaseUnderTest) {}

  get database(): Database {
    if (!this.empty) throw new Error('There is a database only while a test runs');
    return this.empty.database;
  }

  /** One transaction, from begin to commit. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  /** One transaction, repeated when somebody else wrote first, as every caller does. */
  async insist<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let repetitions = 0; ; repetitions++) {
      try {
        return await this.run(work);
      } catch (error) {
        if (!(error instanceof ConcurrentWrite) || repetitions === REPETITIONS_MAX) throw error;
      }
    }
  }

  /** A transaction that is undone after its work. */
  async undone(work: (tx: Transaction) => Promise<unknown>): Promise<void> {
    const open = await this.begin();
    try {
      await work(open.tx);
    } finally {
      await open.rollBack();
    }
  }

  /** A transaction that stays open; only for databases with concurrent transactions may there be a second one. */
  async begin(): Promise<OpenTransaction> {
    const open = await openTransaction(this.database);
    this.opened.push(open);
    return open;
  }

  /** The same storage, opened as by another process. */
  async another(): Promise<Database> {
    const other = await this.empty?.another?.();
    if (!other) throw new Error(`${this.underTest.name} cannot be opened twice`);
    this.others.push(other);
    return other;
  }

  async setUp(): Promise<void> {
    this.empty = await this.underTest.open();
  }

  async clear(): Promise<void> {
    await Promise.allSettled(this.opened.splice(0).map((open) => open.rollBack()));
    await Promise.all(this.others.splice(0).map((other) => other.close()));
    await this.empty?.close();
    this.empty = undefined;
  }
}

/** Gives each test of the `describe` around it an empty database. */
export function benchFor(underTest: DatabaseUnderTest): Bench {
  const bench = new Bench(underTest);
  beforeEach(() => bench.setUp());
  afterEach(() => bench.clear());
  return bench;
}
