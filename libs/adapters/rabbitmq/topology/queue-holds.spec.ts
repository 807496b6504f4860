import { describe, expect, it } from '@jest/globals';
import { QueueHolds } from './queue-holds.js';

function holdsAt(times: { nowMs: number }): QueueHolds {
  return new QueueHolds({ firstMs: 200, maxMs: 60_000 }, () => times.nowMs);
}

describe('A queue that is held', () => {
  it('gets nothing until its time is over, and is then tried', () => {
    const times = { nowMs: 0 };
    const holds = holdsAt(times);
    holds.hold('tills', 'tills is missing');
    expect(holds.isHeld('tills')).toBe(true);
    expect(holds.isHeld('ledgers')).toBe(false);
    expect(holds.nextExpiryInMs()).toBe(200);
    times.nowMs = 199;
    expect(holds.takeExpired()).toEqual([]);
    times.nowMs = 200;
    expect(holds.takeExpired()).toEqual(['tills']);
    expect(holds.isHeld('tills')).toBe(false);
    expect(holds.takeExpired()).toEqual([]);
  });

  it('waits twice as long each time that the trial fails, up to a minute', () => {
    const times = { nowMs: 0 };
    const holds = holdsAt(times);
    const pausesMs = Array.from({ length: 11 }, () => {
      holds.hold('tills', 'tills is missing');
      const pauseMs = holds.nextExpiryInMs() ?? 0;
      times.nowMs += pauseMs;
      holds.takeExpired();
      return pauseMs;
    });
    expect(pausesMs.slice(0, 4)).toEqual([200, 400, 800, 1_600]);
    expect(pausesMs.at(-1)).toBe(60_000);
    expect(holds.failures('tills')).toBe(11);
  });

  it('is not held longer by what failed before the hold began', () => {
    const holds = holdsAt({ nowMs: 0 });
    holds.hold('tills', 'tills is missing');
    holds.hold('tills', 'tills is missing');
    expect(holds.failures('tills')).toBe(1);
  });

  it('begins anew once it has taken a message', () => {
    const holds = holdsAt({ nowMs: 0 });
    holds.hold('tills', 'tills is missing');
    holds.free('tills');
    expect(holds.isHeld('tills')).toBe(false);
    expect(holds.failures('tills')).toBe(0);
    expect(holds.nextExpiryInMs()).toBeUndefined();
  });

  it('is named with the reason', () => {
    const holds = holdsAt({ nowMs: 0 });
    holds.hold('tills', 'tills is missing');
    expect(holds.reasons()).toEqual(['tills is missing']);
  });
});
