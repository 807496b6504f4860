import { describe, expect, it } from '@jest/globals';
import { array, assert, integer, nat, property, record } from 'fast-check';
import { type ClockReading, msSince, startsAt } from './store-time.js';

interface Run {
  /** For how long the program runs, and is off before, in milliseconds. */
  readonly runsMs: number;
  readonly offMs: number;
  /** By how much somebody sets the wall clock while it runs, and while it is off. */
  readonly setMs: number;
  readonly setOffMs: number;
}

const ms = nat({ max: 1_000_000 });
const byMs = integer({ min: -5_000_000, max: 5_000_000 });
const honest = record({ runsMs: ms, offMs: ms, setMs: byMs, setOffMs: integer({ min: 0, max: 0 }) });
const any = record({ runsMs: ms, offMs: ms, setMs: byMs, setOffMs: byMs });

/** Both clocks at the end of each run. */
function lived(runs: readonly Run[]): ClockReading[] {
  const readings: ClockReading[] = [];
  let wallMs = 1_800_000_000_000;
  for (const { runsMs, offMs, setMs, setOffMs } of runs) {
    wallMs += offMs + setOffMs;
    const start = startsAt(readings.at(-1), wallMs);
    wallMs += runsMs + setMs;
    readings.push({ era: start.era, ms: start.ms + runsMs, wallMs });
  }
  return readings;
}

const first = { era: 1, ms: 0 };

describe("A store's own clock", () => {
  it('tells truly how long ago something was, whatever was done to the clock on the wall while it ran', () => {
    assert(
      property(array(honest, { minLength: 1 }), (runs) => {
        const last = lived(runs).at(-1);
        const passedMs = runs.reduce((sum, { runsMs, offMs }, at) => sum + runsMs + (at > 0 ? offMs : 0), 0);
        expect(last && msSince(first, last)).toBe(passedMs);
      }),
    );
  });

  it('never goes back, and never takes a stop for shorter than nothing', () => {
    assert(
      property(array(any, { minLength: 1 }), (runs) => {
        const readings = lived(runs);
        for (const [at, { era, ms: now }] of readings.entries()) {
          const before = readings[at - 1] ?? first;
          expect(now).toBeGreaterThanOrEqual(before.ms + (runs[at]?.runsMs ?? 0));
          expect([before.era, before.era + 1]).toContain(era);
        }
      }),
    );
  });

  it('knows no age of what was before a stop during which the clock on the wall fell', () => {
    const stoppedAt = { era: 3, ms: 500, wallMs: 1_000 };
    expect(msSince({ era: 3, ms: 100 }, startsAt(stoppedAt, 999))).toBeUndefined();
    expect(startsAt(stoppedAt, 999)).toEqual({ era: 4, ms: 500 });
  });
});
