/**
 * A moment by the store's own clock, which nobody can set: it counts what has certainly gone by, while its program ran and while it
 * did not, and begins anew with no restart.
 */
export interface StoreTime {
  /** One more each time that nobody can tell how long a stop took: then what is older has no known age. */
  readonly era: number;
  /** Milliseconds that have certainly gone by; a stop that nobody knows the length of adds none. */
  readonly ms: number;
}

/** The store's own clock and the one on the wall, at one moment: after a restart, what tells how long it took. */
export interface ClockReading extends StoreTime {
  readonly wallMs: number;
}

/** @returns milliseconds; undefined where nobody can tell */
export const msSince = (then: StoreTime, now: StoreTime): number | undefined =>
  then.era === now.era ? now.ms - then.ms : undefined;

/**
 * The moment at which a program starts. How long the stop before it lasted, only the wall clock knows; if that fell, nobody does.
 * @param stoppedAt the last moment that is known of before, undefined the first time
 */
export function startsAt(stoppedAt: ClockReading | undefined, wallMs: number): StoreTime {
  if (!stoppedAt) return { era: 1, ms: 0 };
  const { era, ms } = stoppedAt;
  const stopMs = wallMs - stoppedAt.wallMs;
  return stopMs < 0 ? { era: era + 1, ms } : { era, ms: ms + stopMs };
}
