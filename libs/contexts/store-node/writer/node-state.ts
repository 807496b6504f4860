import type { Clock } from '#kernel';
import { newBooks, type StoreBooks, withStores } from '../domain/books.js';
import { afterRestart } from '../domain/leases.js';
import type { KnownCard } from '../domain/known-card.js';
import type { Moment } from '../domain/moment.js';
import type { ClockReading, NodeMemory, NodeValues } from '../ports/store-database.js';
import type { NodeState } from './working-set.js';

/** The node has never been enrolled: it knows no hub, and may say nothing. */
export class NotEnrolled extends Error {
  override readonly name = 'NotEnrolled';
}

export const readClocks = (clock: Clock): ClockReading => ({
  wallMs: Math.floor(clock.now()),
  monotonicMs: Math.floor(clock.elapsed()),
});

/** @throws NotEnrolled */
export function stateOf({ values, head, headAt, unconfirmed }: NodeMemory): NodeState {
  if (!values.terms || !values.identity) throw new NotEnrolled('This store is not enrolled at a hub');
  const books: StoreBooks = {
    ...newBooks(values.terms),
    ...values.sums,
    unconfirmed,
    leases: values.leases ?? {},
  };
  return { books: values.stores ? withStores(books, values.stores) : books, head, headAt, values };
}

/**
 * The monotonic clock begins anew with each process. What was counted by it goes on by how long the stop lasted, as far as
 * the wall clock can tell.
 */
export function restarted(memory: NodeMemory, startedAt: ClockReading): NodeMemory {
  const { clock: stoppedAt, leases = {}, heard, list } = memory.values;
  if (!stoppedAt) return memory;
  const since = (ms: number | null) => shifted(ms, stoppedAt, startedAt);
  const values: Partial<NodeValues> = {
    ...memory.values,
    clock: startedAt,
    leases: afterRestart(leases, { stoppedAt, startedAt }),
    heard: { monotonicMs: since(heard?.monotonicMs ?? null) },
    ...(list && {
      list: { at: list.at, asOfMs: since(list.asOfMs), readingSinceMs: since(list.readingSinceMs) },
    }),
  };
  return { ...memory, values };
}

function shifted(
  monotonicMs: number | null,
  stoppedAt: ClockReading,
  startedAt: ClockReading,
): number | null {
  const stopMs = startedAt.wallMs - stoppedAt.wallMs;
  if (monotonicMs === null || stopMs < 0) return null;
  return monotonicMs + startedAt.monotonicMs - stopMs - stoppedAt.monotonicMs;
}

export const momentOf = (state: NodeState, clock: Clock): Moment => {
  const monotonicMs = Math.floor(clock.elapsed());
  return { monotonicMs, knowledgeAgeMs: ageMs(state.values.heard?.monotonicMs, monotonicMs) };
};

/** The same for one card: what is known of it from the list only is as old as the list. */
export const momentFor = ({ standing, listed }: KnownCard, { values }: NodeState, now: Moment): Moment =>
  standing || !listed ? now : { ...now, knowledgeAgeMs: ageMs(values.list?.asOfMs, now.monotonicMs) };

/** Where nobody can tell, what the store knows is older than any limit. */
const ageMs = (sinceMs: number | null | undefined, monotonicMs: number): number =>
  sinceMs === undefined || sinceMs === null
    ? Number.MAX_SAFE_INTEGER
    : Math.max(0, Math.floor(monotonicMs - sinceMs));
