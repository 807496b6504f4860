export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The longest pause after so many failures in a row: it doubles with each. */
export function pauseMs(failures: number, { firstMs, maxMs }: Backoff): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30));
}

/** Any pause up to that one, so that processes which failed together do not come back together. */
export function jitteredPauseMs(failures: number, backoff: Backoff): number {
  return Math.random() * pauseMs(failures, backoff);
}
