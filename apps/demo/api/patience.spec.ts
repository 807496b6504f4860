import { describe, expect, it } from '@jest/globals';

import { isTransient, lineTrouble, pauseMsBefore, Tally } from './patience.js';

describe('Patience', () => {
  it('is for what may be better later', () => {
    expect([429, 502, 503, 504].every(isTransient)).toBe(true);
    expect([200, 202, 400, 401, 404, 409, 422, 500].some(isTransient)).toBe(false);
  });

  it('pauses longer each time, two seconds at most', () => {
    expect([1, 2, 3, 6, 60].map((attempt) => pauseMsBefore(attempt, null, 1))).toEqual([
      100, 200, 400, 2_000, 2_000,
    ]);
    expect(pauseMsBefore(1, null, 0)).toBe(50);
  });

  it('waits as long as the server asks for, within reason', () => {
    expect(pauseMsBefore(1, '1', 0)).toBe(1_050);
    expect(pauseMsBefore(1, '3600', 0)).toBe(2_050);
    expect(pauseMsBefore(1, 'Wed, 21 Oct 2026 07:28:00 GMT', 0)).toBe(50);
  });

  it('names the trouble on the line', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(lineTrouble(new TypeError('fetch failed', { cause: refused }))).toBe('ECONNREFUSED');
    expect(lineTrouble(new TypeError('terminated'))).toBe('terminated');
    expect(lineTrouble(new DOMException('too late', 'TimeoutError'))).toBe('TimeoutError');
  });

  it('counts, the most frequent first', () => {
    const tally = new Tally();
    for (const name of ['a', 'b', 'b']) tally.add(name);
    expect(tally.entries()).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
  });
});
