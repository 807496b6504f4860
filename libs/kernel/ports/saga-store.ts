import type { SagaInstance, SagaStatus } from '../sagas/instance.js';
import type { SagaHistoryEntry } from '../sagas/reaction.js';

/** Which saga: its name and business key. */
export interface SagaRef {
  readonly saga: string;
  readonly key: string;
}

export interface StoredSaga {
  readonly instance: SagaInstance;
  /** Raised by one with each write; 0 has never been written. */
  readonly revision: number;
}

export interface SagaWrite {
  readonly instance: SagaInstance;
  /** The revision that was read: the write fails when it is no longer the current one. */
  readonly readRevision: number;
  readonly history: readonly SagaHistoryEntry[];
}

export interface SagaSummary {
  readonly saga: string;
  readonly key: string;
  readonly definitionVersion: number;
  readonly status: SagaStatus;
  /** ISO 8601 in UTC. */
  readonly startedAt: string | null;
  readonly updatedAt: string;
  readonly instance: SagaInstance;
}

export interface SagaFilter {
  readonly saga?: string;
  readonly status?: SagaStatus;
  readonly key?: string;
  readonly limit: number;
  /** Sagas updated before this one: the last row of the page before. */
  readonly before?: { readonly updatedAt: string; readonly saga: string; readonly key: string };
}

export interface SagaStore {
  /** @returns found instances by `sagaRefKey`. */
  load(refs: readonly SagaRef[]): Promise<Map<string, StoredSaga>>;
  /** @throws ConcurrentWrite when any revision is not the current one; then none is written, even when the caller goes on */
  save(writes: readonly SagaWrite[]): Promise<void>;
  /** Newest update first. Pages fit together: sagas updated at the same time have an order, too. */
  list(filter: SagaFilter): Promise<SagaSummary[]>;
  /** The latest `limit` entries, oldest first. */
  history(ref: SagaRef, limit: number): Promise<SagaHistoryEntry[]>;
  /**
   * Sagas of these names that nothing can wake any more: under way, unchanged for so long, waiting neither for an event nor
   * for a person, with no timer, and with no message anywhere, queued, leased or on its way, that is for them or could lead
   * to an answer for them. What is under way in open transactions is seen as it was before. The longest unchanged first.
   */
  unwakeable(sagas: readonly string[], unchangedForMs: number, limit: number): Promise<SagaInstance[]>;
  /** How many sagas are in each status. */
  countByStatus(): Promise<{ saga: string; status: SagaStatus; count: number }[]>;
}

export const sagaRefKey = (ref: SagaRef): string => `${ref.saga}/${ref.key}`;
