import { describe, expect, it } from '@jest/globals';
import { declinedAmong, isDeclined, keyOf } from './numbering.js';

const numbers = (total: number): number[] => Array.from({ length: total }, (_, n) => n);

describe('The numbers of runs', () => {
  it('decline one run of twenty, beginning with the eighth', () => {
    expect(numbers(50).filter(isDeclined)).toEqual([7, 27, 47]);
  });

  it('tell how many of the first runs are declined', () => {
    for (const total of numbers(100)) {
      expect(declinedAmong(total)).toBe(numbers(total).filter(isDeclined).length);
    }
  });

  it('make keys that sort like them', () => {
    const keys = [3, 20, 100].map(keyOf);
    expect(keys.toSorted()).toEqual(keys);
  });
});
