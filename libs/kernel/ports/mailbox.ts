import type { Addressed, Envelope } from '../messages/envelope.js';
import type { DeadLetter } from './dead-letters.js';

/** A message that this transaction works on. */
export interface Claimed {
  readonly queue: string;
  readonly sequence: string;
  /** How often handling it has failed; what happened to others of its key does not count. */
  readonly failures: number;
  /** How often it was put off, which is no failure. */
  readonly postponements: number;
  /**
   * How often its lease ended without a word since it was last settled: its handling may end processes. One that a process
   * survived for a moment counts a quarter.
   */
  readonly starts: number;
  readonly envelope: Envelope;
}

/** A message that somebody works on outside a transaction, until the lease ends. */
export interface Leased extends Claimed {
  readonly leaseToken: string;
}

/** How much waits, and for how long the oldest of it does, in milliseconds. */
export interface Backlog {
  readonly waiting: number;
  readonly oldestMs: number;
}

/** What came for a queue and is no message, so that nobody can handle it. */
export interface Undeliverable {
  readonly queue: string;
  /** A UUID; equal for what is the same. */
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
  /** What came, as JSON. */
  readonly raw: unknown;
}

export interface ClaimRequest {
  readonly queues: readonly string[];
  readonly limit: number;
  /**
   * How large a part of all free keys one transaction may take, so that others find work too: 0 < share <= 1. About
   * that part, since keys may be handed out in groups, and always some when there are any.
   */
  readonly share: number;
}

/** What order is kept by. */
export interface QueueKey {
  readonly queue: string;
  readonly key: string;
}

/**
 * The durable queues that handlers work from. Messages of a queue with equal keys are handed out one after another, in
 * the order they were delivered, across all processes; a key whose message failed waits, other keys go on.
 */
export interface Mailbox {
  /**
   * Puts messages into their queues; one that a queue has seen before (same id), in this call, completed or buried, is
   * dropped. @returns how many were new
   */
  deliver(messages: readonly Addressed[]): Promise<number>;
  /**
   * Takes messages for this transaction, of a key always its oldest: they are gone when it commits after `complete`, and
   * free again when it does not. Nobody else is given a message of these keys meanwhile. Claim once in a transaction.
   */
  claim(request: ClaimRequest): Promise<Claimed[]>;
  /**
   * Claims keys of which nothing waits but what this transaction has claimed, so that it may handle itself what it sends to
   * them: until it ends, nobody else is given a message of these keys. @returns which of them it has got; it may be fewer than
   * there are idle
   */
  claimIdle(keys: readonly QueueKey[]): Promise<QueueKey[]>;
  /** @throws ConcurrentWrite when another transaction has completed or buried one of them */
  complete(claimed: readonly Claimed[]): Promise<void>;
  /**
   * Leases the first message of each free key, for handlers that talk to the outside. One whose lease has ended without a
   * word before is suspect, and is leased alone. @param suspects `none` leaves those to others, or for later
   */
  lease(queue: string, limit: number, leaseMs: number, suspects?: 'alone' | 'none'): Promise<Leased[]>;
  /**
   * @returns false when the lease was lost, which is when the message was given to another or is gone: whatever else
   * this transaction did must not commit
   */
  completeLeased(leased: Leased): Promise<boolean>;
  /** Once for a lease: what ends this process from now on is hardly the message itself. */
  survive(leased: Leased): Promise<void>;
  /** Lets leases end `leaseMs` from now; those that were lost stay so. */
  extendLeases(leased: readonly Leased[], leaseMs: number): Promise<void>;
  /**
   * Leaves the message in place and ends its lease; its key waits for `retryInMs`, whatever else of the key the
   * transaction completes, before or after.
   * @throws ConcurrentWrite when the message is gone, or leased by another
   */
  fail(claimed: Claimed, error: string, retryInMs: number): Promise<void>;
  /**
   * As `fail`, for a message that has not failed: its time has not come. However often it is put off, it is no nearer to
   * becoming a dead letter. @param why for those who look at what waits
   * @throws ConcurrentWrite when the message is gone, or leased by another
   */
  postpone(claimed: Claimed, why: string, forMs: number): Promise<void>;
  /**
   * Moves the message to the dead letters; its key goes on. @returns the id of the dead letter
   * @throws ConcurrentWrite when the message is gone, or leased by another
   */
  bury(claimed: Claimed, reason: string, detail: string): Promise<string>;
  /**
   * How many milliseconds a caller that was given nothing waits before it asks again: until the first key that waits
   * after a failure or for the end of a lease may go on; 0 or a moment when there is something that may, and others have
   * it at hand; undefined when there is nothing in these queues.
   */
  nextRetryInMs(queues: readonly string[]): Promise<number | undefined>;
  /** Keeps as dead letters what is no message; one that its queue has seen before (same id) is dropped. */
  deliverDead(undeliverable: readonly Undeliverable[]): Promise<void>;
  /** Newest first. @param which `open` leaves out those that a person has dealt with */
  deadLetters(limit: number, which?: 'all' | 'open'): Promise<DeadLetter[]>;
  /**
   * How far these queues are behind, at a bounded cost however much waits: messages counted up to `countMax`, and the age
   * of the oldest in milliseconds, 0 when there is none. What waits under a key that failed or is leased makes none old.
   */
  backlog(queues: readonly string[], countMax: number): Promise<Backlog>;
  /** Messages waiting in each queue, and the age of the oldest in milliseconds. */
  depths(): Promise<{ readonly queue: string; readonly waiting: number; readonly oldestMs: number }[]>;
}
