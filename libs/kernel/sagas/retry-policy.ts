import { type Duration, milliseconds } from './duration.js';

/** How often, and with which pauses, an attempt that failed for certain is made again. */
export interface RetryPolicy {
  readonly firstPauseMs: number;
  readonly pauseMsMax: number;
  /** All attempts, the first included. */
  readonly attemptsMax: number;
}

export const exponential = (policy: { first: Duration; max: Duration; attempts: number }): RetryPolicy => ({
  firstPauseMs: milliseconds(policy.first),
  pauseMsMax: milliseconds(policy.max),
  attemptsMax: policy.attempts,
});

export const once: RetryPolicy = { firstPauseMs: 0, pauseMsMax: 0, attemptsMax: 1 };

/** Undoing is tried for long: giving up leaves somebody's money in the wrong place. */
export const compensationRetries: RetryPolicy = exponential({ first: '1s', max: '15m', attempts: 12 });

/** @returns the pause after this attempt (1 is the first), or undefined when it was the last. */
export function pauseAfter(policy: RetryPolicy, attempt: number): number | undefined {
  if (attempt >= policy.attemptsMax) return undefined;
  return Math.min(policy.firstPauseMs * 2 ** (attempt - 1), policy.pauseMsMax);
}
