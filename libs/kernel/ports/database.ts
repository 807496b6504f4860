import type { DeadLetters } from './dead-letters.js';
import type { EventStore } from './event-store.js';
import type { FactStore } from './fact-store.js';
import type { Mailbox } from './mailbox.js';
import type { Operations } from './operations.js';
import type { Leases, Outbox } from './outbox.js';
import type { ReadModels } from './read-models.js';
import type { Retention } from './retention.js';
import type { SagaStore } from './saga-store.js';
import type { Timers } from './timers.js';

/**
 * Everything that can be read and written together, or not at all. What is asked for without waiting for the answers takes
 * effect in the order in which it was asked for.
 */
export interface Transaction {
  readonly events: EventStore;
  readonly sagas: SagaStore;
  readonly timers: Timers;
  readonly mailbox: Mailbox;
  readonly deadLetters: DeadLetters;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly operations: Operations;
  readonly readModels: ReadModels;
  readonly retention: Retention;
  readonly facts: FactStore;
  /** Milliseconds since 1970, by the database's clock, the same throughout the transaction. */
  now(): Promise<number>;
}

export interface Database {
  /**
   * Runs the work in one transaction: all of it takes effect, or none.
   * @throws ConcurrentWrite when somebody else wrote first: repeat the work
   * @throws CommitUnknown when the connection was lost during COMMIT
   * @throws Unavailable when the database cannot be reached
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Called after a commit, here or in another process, that put messages into these queues. */
  onDelivered(listener: (queues: ReadonlySet<string>) => void): void;
  /** Resolves when the database answers. @throws Unavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}
