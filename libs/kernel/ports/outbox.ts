import type { Addressed } from '../messages/envelope.js';
import type { Backlog } from './mailbox.js';

export interface OutboxRow extends Addressed {
  /** Grows; rows that depend on each other are in order. */
  readonly sequence: string;
}

/** Messages that were decided and must reach their queues through a broker. A row leaves when it has arrived. */
export interface Outbox {
  add(messages: readonly Addressed[]): Promise<void>;
  /**
   * Rows behind `after` in order, without taking them, and as in the log of events never past a row that may still be
   * preceded by one under way. @param after undefined reads from the oldest
   */
  read(after: string | undefined, limit: number): Promise<OutboxRow[]>;
  /** Removes what a queue has received. */
  settle(messages: readonly { readonly queue: string; readonly messageId: string }[]): Promise<void>;
  /** Sets a row aside that no broker takes; it becomes a dead letter, `not-carried`, with this reason as its detail. */
  park(row: OutboxRow, reason: string): Promise<void>;
  /** The same at a bounded cost: counted up to `countMax`, and how long the first in order has waited. */
  backlog(countMax: number): Promise<Backlog>;
  depth(): Promise<{ readonly waiting: number; readonly oldestMs: number }>;
}

/** Exclusive, time-limited roles among processes, on the database's clock. */
export interface Leases {
  /** Takes a role, or keeps it for `forMs` from now. @returns false while another owner has it */
  hold(role: string, owner: string, forMs: number): Promise<boolean>;
  /** Roles whose names begin so, and for how many milliseconds they have been over; negative while they are held. */
  heldLike(prefix: string): Promise<{ readonly role: string; readonly overForMs: number }[]>;
  /** Gives up a role; one that another owner has stays theirs. */
  release(role: string, owner: string): Promise<void>;
}
