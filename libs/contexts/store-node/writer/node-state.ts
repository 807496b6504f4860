import type { Clock } from '#kernel';
import { newBooks, type StoreBooks } from '../domain/books.js';
import { afterRestart } from '../domain/leases.js';
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
  return { books, head, headAt, values };
}

/**
 * The monotonic clock begins anew with each process. What was counted by it goes on by how long the stop lasted, as far as
 * the wall clock can tell.
 */
export function restarted(memory: NodeMemory, startedAt: ClockReading): NodeMemory {
  const { clock: stoppedAt, leases = {}, heard } = memory.values;
  if (!stoppedAt) return memory;
  const values: Partial<NodeValues> = {
    ...memory.values,
    clock: startedAt,
    leases: afterRestart(leases, { stoppedAt, startedAt }),
    heard: { monotonicMs: shifted(heard?.monotonicMs ?? null, stoppedAt, startedAt) },
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
  return { monotonicMs, knowledgeAgeMs: knowledgeAgeMs(state, monotonicMs) };
};

/** Where nobody can tell, what the store knows is older than any limit. */
function knowledgeAgeMs({ values }: NodeState, monotonicMs: number): number {
  const heardMs = values.heard?.monotonicMs;
  return heardMs === undefined || heardMs === null
    ? Number.MAX_SAFE_INTEGER
    : Math.max(0, Math.floor(monotonicMs - heardMs));
}
