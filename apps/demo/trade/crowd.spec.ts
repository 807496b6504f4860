import { describe, expect, it } from '@jest/globals';

import { crowd } from './crowd.js';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('A crowd', () => {
  it('does everything once, in order, never more at a time than allowed', async () => {
    const begun: number[] = [];
    let underWay = 0;
    let most = 0;
    await crowd([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      begun.push(item);
      most = Math.max(most, (underWay += 1));
      await soon();
      underWay -= 1;
    });
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('ends with the first failure, and begins nothing more', async () => {
    const begun: number[] = [];
    const acting = crowd([1, 2, 3, 4], 2, async (item) => {
      begun.push(item);
      await soon();
      if (item === 1) throw new Error('the first has failed');
    });
    await expect(acting).rejects.toThrow('the first has failed');
    await soon();
    expect(begun.length).toBeLessThan(4);
  });
});
