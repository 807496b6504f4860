import { describe, expect, it } from '@jest/globals';
import { afterRestart, hear, leaseLeftMs } from './leases.js';
import { allowance } from './sample-store.js';

const HOUR = 3_600_000;
const anHour = { allowanceId: allowance(1), leftMinor: 500, recalled: false, leaseMs: HOUR };
const leases = hear({}, [allowance(1)], 10_000);

describe('A lease', () => {
  it('counts from when the store first heard of it, however often it hears of it again', () => {
    const again = hear(leases, [allowance(1)], 20_000);
    expect(leaseLeftMs(anHour, again, 10_000 + HOUR - 1)).toBe(1);
    expect(leaseLeftMs(anHour, again, 10_000 + HOUR)).toBe(0);
  });

  it('goes on while the store is off, as long as that was by the wall clock', () => {
    const after = afterRestart(leases, {
      stoppedAt: { wallMs: 1_000_000, monotonicMs: 15_000 },
      startedAt: { wallMs: 1_060_000, monotonicMs: 300 },
    });
    // Five seconds before the stop, a minute off, and one second since.
    expect(leaseLeftMs(anHour, after, 1_300)).toBe(HOUR - 66_000);
  });

  it('is frozen for ever when the wall clock was set back meanwhile', () => {
    const after = afterRestart(leases, {
      stoppedAt: { wallMs: 1_000_000, monotonicMs: 15_000 },
      startedAt: { wallMs: 999_999, monotonicMs: 300 },
    });
    expect(leaseLeftMs(anHour, after, 300)).toBeLessThan(0);
    expect(leaseLeftMs(anHour, hear(after, [allowance(1)], 300), 300)).toBeLessThan(0);
  });

  it('of which the store has never heard is over', () => {
    expect(leaseLeftMs(anHour, {}, 0)).toBeLessThan(0);
  });

  it('does not end for what was loaded at the store', () => {
    expect(leaseLeftMs({ ...anHour, leaseMs: undefined }, {}, 10 * HOUR)).toBe(Infinity);
  });
});
