import { describe, expect, it } from '@jest/globals';
import { FAILURES_MAX, retryPauseMs } from './backoff.js';

describe('The pauses of a message that fails', () => {
  const pauses = Array.from({ length: FAILURES_MAX - 1 }, (_, failures) => retryPauseMs(failures));

  it('double from one second to two minutes', () => {
    expect(pauses.map((ms) => ms / 1_000)).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120]);
  });

  it('add up to about six minutes until it becomes a dead letter', () => {
    const minutes = pauses.reduce((a, b) => a + b) / 60_000;
    expect(Math.round(minutes)).toBe(6);
  });
});
