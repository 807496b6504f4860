import { describe, expect, it } from '@jest/globals';
import { hear, leaseLeftMs } from './leases.js';
import { allowance } from './sample-store.js';
import { startsAt } from './store-time.js';

const HOUR = 3_600_000;
const heardAt = { era: 1, ms: 10_000 };
const anHour = { allowanceId: allowance(1), leftMinor: 500, recalled: false, leaseMs: HOUR, heardAt };
const stoppedAt = { era: 1, ms: 15_000, wallMs: 1_000_000 };

describe('A lease', () => {
  it('counts from when the store first heard of it, however often it hears of it again', () => {
    const leases = hear({}, [allowance(1)], heardAt);
    expect(hear(leases, [allowance(1)], { era: 1, ms: 20_000 })).toEqual(leases);
    expect(leaseLeftMs(anHour, { era: 1, ms: 10_000 + HOUR - 1 })).toBe(1);
    expect(leaseLeftMs(anHour, { era: 1, ms: 10_000 + HOUR })).toBe(0);
  });

  it('is forgotten when the hub lists its allowance no more', () => {
    const leases = hear({}, [allowance(1), allowance(2)], heardAt);
    expect(Object.keys(hear(leases, [allowance(2)], heardAt))).toEqual([allowance(2)]);
  });

  it('goes on while the store is off, as long as that was by the wall clock', () => {
    const { era, ms } = startsAt(stoppedAt, 1_060_000);
    // Five seconds before the stop, a minute off, and one second since.
    expect(leaseLeftMs(anHour, { era, ms: ms + 1_000 })).toBe(HOUR - 66_000);
  });

  it('is frozen for ever when the wall clock was set back meanwhile', () => {
    const now = startsAt(stoppedAt, 999_999);
    expect(leaseLeftMs(anHour, now)).toBeLessThan(0);
    const again = hear({ [allowance(1)]: heardAt }, [allowance(1)], now)[allowance(1)];
    expect(leaseLeftMs({ ...anHour, heardAt: again }, now)).toBeLessThan(0);
  });

  it('of which the store has never heard is over', () => {
    expect(leaseLeftMs({ ...anHour, heardAt: undefined }, heardAt)).toBeLessThan(0);
  });

  it('does not end for what was loaded at the store', () => {
    const loaded = { ...anHour, leaseMs: undefined, heardAt: undefined };
    expect(leaseLeftMs(loaded, { era: 1, ms: 10 * HOUR })).toBe(Infinity);
  });
});
