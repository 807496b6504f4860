import { msSince, type StoreTime } from './store-time.js';

/** Since when this store knows of allowances, by its own clock. A lease counts from there, so that no clock makes it longer. */
export type Leases = Readonly<Record<string, StoreTime>>;

/** For how long an allowance may be drawn on. */
export interface Lease {
  /** Undefined for what was loaded here, and for what went back to one that the hub lists no more: it does not end here. */
  readonly leaseMs: number | undefined;
  /** Since when this store knows of it; undefined where no standing lists it. */
  readonly heardAt: StoreTime | undefined;
}

/** @returns the leases of just these allowances, which begin now unless the store has heard of them before */
export const hear = (leases: Leases, allowanceIds: readonly string[], now: StoreTime): Leases =>
  Object.fromEntries(allowanceIds.map((id) => [id, leases[id] ?? now]));

/** Milliseconds for which an allowance can still be drawn on, below zero when no more: so, too, when nobody can tell its age. */
export function leaseLeftMs({ leaseMs, heardAt }: Lease, now: StoreTime): number {
  if (leaseMs === undefined) return Infinity;
  const agedMs = heardAt && msSince(heardAt, now);
  return agedMs === undefined ? -1 : leaseMs - agedMs;
}
