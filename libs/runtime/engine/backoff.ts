import type { Chance } from '#kernel';

/** A pause that doubles with each failure in a row, with full jitter so that processes do not come back in step. */
export function jitteredPauseMs(chance: Chance, failures: number, firstMs: number, maxMs: number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 20));
  return Math.ceil(chance.fraction() * ceiling);
}

/** Pauses before a message that failed is handled again: 1 s, 2 s, 4 s … at most 2 min. */
export const retryPauseMs = (failures: number): number => Math.min(1_000 * 2 ** failures, 120_000);

/** A message that has failed this often becomes a dead letter: after about 6 minutes of trying. */
export const FAILURES_MAX = 10;
