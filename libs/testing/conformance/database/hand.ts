import type { Claimed, Leased, LogPosition, OutboxRow, Projection, Transaction } from '#kernel';
import type { Names } from './names.js';

/** What the clients of one side know together. */
export interface Side {
  readonly names: Names;
  /** Where the log and the outbox stood when the script began. */
  readonly logStart: LogPosition;
  readonly leased: Leased[];
  /** Ids of dead letters, in the order in which they were seen. */
  readonly letters: string[];
  readonly outgoing: Map<string, OutboxRow>;
}

/** What one client has at hand within a transaction. */
export interface Hand {
  readonly tx: Transaction;
  readonly side: Side;
  /** What the client has ever claimed. */
  readonly claimed: Claimed[];
  /** It may claim once in a transaction. */
  mayClaim: boolean;
}

export const HOUR_MS = 3_600_000;
export const FAR_FUTURE = Date.parse('2100-01-01T00:00:00Z');

export const PROJECTIONS: readonly Projection[] = ['first', 'second'].map((name) => ({
  name: `conformance.${name}`,
  version: 1,
  events: [],
  filters: ['place'],
  rowKey: () => '',
  evolve: () => undefined,
}));

export const soonOrLate = (ms: number | undefined): string => {
  if (ms === undefined) return 'never';
  return ms < HOUR_MS / 2 ? 'soon' : 'late';
};

/** The latest are 0; there is none when there is nothing. */
export const fromLatest = <T>(items: readonly T[], which: number): T | undefined =>
  items.length === 0 ? undefined : items[items.length - 1 - (which % items.length)];
