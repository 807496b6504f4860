import { type Clock, type Database, type Transaction, Unavailable } from '#kernel';
import { MemoryDeadLetters } from './dead-letters.js';
import { MemoryEventStore } from './event-store.js';
import { MemoryLeases } from './leases.js';
import { MemoryMailbox } from './mailbox.js';
import { MemoryOperations } from './operations.js';
import { MemoryOutbox } from './outbox.js';
import { MemoryReadModels } from './read-models.js';
import { MemorySagaStore } from './saga-store.js';
import { openTables, Tables } from './tables.js';
import { MemoryTimers } from './timers.js';
import { TransactionScope } from './transaction-scope.js';

export interface MemoryDatabaseOptions {
  /** The database's clock; the computer's by default. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Keeps everything in this process, for tests and simulations: deterministic, one transaction after another. */
export function createMemoryDatabase(options: MemoryDatabaseOptions = {}): Database {
  return new MemoryDatabase(options.clock ?? { now: () => Date.now() });
}

class MemoryDatabase implements Database {
  private readonly tables = new Tables();
  private readonly listeners: ((queues: ReadonlySet<string>) => void)[] = [];
  private lastTransaction: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    await this.ping();
    const outcome = this.lastTransaction.then(() => this.runAlone(work));
    this.lastTransaction = outcome.catch(() => undefined);
    return outcome;
  }

  onDelivered(listener: (queues: ReadonlySet<string>) => void): void {
    this.listeners.push(listener);
  }

  async ping(): Promise<void> {
    if (this.isClosed) throw new Unavailable('The database is closed');
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.lastTransaction;
  }

  private async runAlone<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const scope = new TransactionScope(Math.floor(this.clock.now()));
    try {
      const result = await work(this.transactionIn(scope));
      scope.commit();
      if (scope.delivered.size > 0) this.tell(scope.delivered);
      return result;
    } catch (error) {
      scope.rollBack();
      throw error;
    }
  }

  /** In a task of its own: what a listener does or throws is no part of the transaction. */
  private tell(queues: ReadonlySet<string>): void {
    for (const listener of this.listeners) queueMicrotask(() => listener(queues));
  }

  private transactionIn(scope: TransactionScope): Transaction {
    const tables = openTables(this.tables, scope);
    return {
      events: new MemoryEventStore(tables),
      sagas: new MemorySagaStore(tables),
      timers: new MemoryTimers(tables),
      mailbox: new MemoryMailbox(tables),
      deadLetters: new MemoryDeadLetters(tables),
      outbox: new MemoryOutbox(tables),
      leases: new MemoryLeases(tables),
      operations: new MemoryOperations(tables),
      readModels: new MemoryReadModels(tables),
      now: async () => scope.now,
    };
  }
}
