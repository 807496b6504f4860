import type { OwnAllowance } from './card-view.js';

/**
 * Since when this store knows of its allowances, by its monotonic clock; null where nobody can tell any more. A lease counts from
 * there, so that no clock that somebody sets makes it longer.
 */
export type Leases = Readonly<Record<string, number | null>>;

/** @param allowanceIds those that a standing lists for this store */
export function hear(leases: Leases, allowanceIds: readonly string[], monotonicMs: number): Leases {
  const news = allowanceIds.filter((id) => leases[id] === undefined);
  if (news.length === 0) return leases;
  return { ...leases, ...Object.fromEntries(news.map((id) => [id, monotonicMs])) };
}

interface Restart {
  /** The last moment that is known of before the stop, by both clocks. */
  readonly stoppedAt: { readonly wallMs: number; readonly monotonicMs: number };
  readonly startedAt: { readonly wallMs: number; readonly monotonicMs: number };
}

/** The monotonic clock began anew. How long the stop lasted, only the wall clock knows; if it fell, nobody does. */
export function afterRestart(leases: Leases, { stoppedAt, startedAt }: Restart): Leases {
  const stopMs = startedAt.wallMs - stoppedAt.wallMs;
  const shiftMs = startedAt.monotonicMs - stopMs - stoppedAt.monotonicMs;
  return Object.fromEntries(
    Object.entries(leases).map(([id, heardMs]) => [
      id,
      heardMs === null || stopMs < 0 ? null : heardMs + shiftMs,
    ]),
  );
}

/** Milliseconds for which an allowance can still be drawn on, below zero when no more. */
export function leaseLeftMs(
  { allowanceId, leaseMs }: OwnAllowance,
  leases: Leases,
  monotonicMs: number,
): number {
  if (leaseMs === undefined) return Infinity;
  const heardMs = leases[allowanceId];
  return heardMs === undefined || heardMs === null ? -1 : heardMs + leaseMs - monotonicMs;
}
