import { type Chance, type Clock, type Database, type Transaction, Unavailable } from '#kernel';
import { type Gate, Session } from './engine/session.js';
import { Storage } from './storage.js';
import { MemoryDeadLetters } from './stores/dead-letters.js';
import { MemoryEventStore } from './stores/event-store.js';
import { MemoryFactStore } from './stores/fact-store.js';
import { MemoryLeases } from './stores/leases.js';
import { MemoryMailbox } from './stores/mailbox.js';
import { MemoryOperations } from './stores/operations.js';
import { MemoryOutbox } from './stores/outbox.js';
import { MemoryReadModels } from './stores/read-models.js';
import { MemoryRetention } from './stores/retention.js';
import { MemorySagaStore } from './stores/saga-store.js';
import { MemoryTimers } from './stores/timers.js';

export interface MemoryDatabaseOptions {
  /** The database's clock; the computer's by default. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Which slots of a queue a claim is given; the oldest messages' by default. */
  readonly chance?: Chance;
  /** Awaited before each step of each transaction, so that its owner decides who goes on; nothing by default. */
  readonly gate?: Gate;
}

/** A database in this process, and what its owner may do to it that nobody asks of a database. */
export interface MemoryDatabase extends Database {
  /** Opens the same storage once more, as another process would. */
  another(options?: Pick<MemoryDatabaseOptions, 'gate'>): MemoryDatabase;
  /**
   * Takes the connections of all transactions away that were begun here, or of one: what has not committed is undone at
   * once, and its work meets `Unavailable`, or `CommitUnknown` when it was about to commit or has just done so.
   */
  cut(transaction?: number): void;
  /** Numbers of the transactions that were begun here and are not over. */
  readonly openTransactions: readonly number[];
}

/**
 * Keeps everything in this process, for tests and simulations, with transactions side by side as PostgreSQL has them
 * (read committed; rows and slots are held until their transaction ends). Deterministic: time passes only by the clock,
 * and who waits for another goes on when that one ends. Of transactions that would wait for each other, the last to wait
 * fails with ConcurrentWrite.
 */
export function createMemoryDatabase(options: MemoryDatabaseOptions = {}): MemoryDatabase {
  const { clock = { now: () => Date.now() }, gate, chance } = options;
  return new Connections(
    { storage: new Storage(chance), clock, announce: new Set(), count: { last: 0 } },
    gate,
  );
}

interface Shared {
  readonly storage: Storage;
  readonly clock: Pick<Clock, 'now'>;
  readonly announce: Set<(queues: ReadonlySet<string>) => void>;
  readonly count: { last: number };
}

/** The connections of one process. */
class Connections implements MemoryDatabase {
  private readonly sessions = new Map<number, Session>();
  private readonly running = new Set<Promise<unknown>>();
  private isClosed = false;

  constructor(
    private readonly shared: Shared,
    private readonly gate: Gate | undefined,
  ) {}

  get openTransactions(): readonly number[] {
    return [...this.sessions.keys()];
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    await this.ping();
    const outcome = this.runIn(this.openSession(), work);
    this.running.add(outcome);
    try {
      return await outcome;
    } finally {
      this.running.delete(outcome);
    }
  }

  onDelivered(listener: (queues: ReadonlySet<string>) => void): void {
    this.shared.announce.add(listener);
  }

  async ping(): Promise<void> {
    if (this.isClosed) throw new Unavailable('The database is closed');
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled(this.running);
  }

  another(options: Pick<MemoryDatabaseOptions, 'gate'> = {}): MemoryDatabase {
    return new Connections(this.shared, options.gate);
  }

  cut(transaction?: number): void {
    for (const [number, session] of this.sessions) {
      if (transaction === undefined || number === transaction) session.cut();
    }
  }

  private openSession(): [number, Session] {
    const { storage, clock, count } = this.shared;
    count.last += 1;
    const session = new Session(count.last, clock, storage.writers, this.gate);
    this.sessions.set(count.last, session);
    return [count.last, session];
  }

  private async runIn<T>(
    [number, session]: [number, Session],
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    try {
      await session.start();
      const result = await work(this.transactionIn(session));
      await session.commit();
      if (session.delivered.size > 0) this.tell(session.delivered);
      return result;
    } finally {
      session.undo();
      this.sessions.delete(number);
    }
  }

  /** In a task of its own: what a listener does or throws is no part of the transaction. */
  private tell(queues: ReadonlySet<string>): void {
    for (const listener of this.shared.announce) queueMicrotask(() => listener(queues));
  }

  private transactionIn(session: Session): Transaction {
    const { storage } = this.shared;
    return {
      events: new MemoryEventStore(session, storage),
      sagas: new MemorySagaStore(session, storage),
      timers: new MemoryTimers(session, storage),
      mailbox: new MemoryMailbox(session, storage),
      deadLetters: new MemoryDeadLetters(session, storage),
      outbox: new MemoryOutbox(session, storage),
      leases: new MemoryLeases(session, storage),
      operations: new MemoryOperations(session, storage),
      readModels: new MemoryReadModels(session, storage),
      retention: new MemoryRetention(session, storage),
      facts: new MemoryFactStore(session, storage),
      now: async () => session.now,
    };
  }
}
