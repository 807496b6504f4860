import { describe, expect, it } from '@jest/globals';

import { barOf, lineOf, Progress } from './progress.js';

const step = { name: 'Trading', done: 30, total: 60, elapsedMs: 2_000 };

describe('Progress', () => {
  it('is a bar on a terminal, and a plain line elsewhere', () => {
    expect(barOf(step)).toBe(`Trading                [${'#'.repeat(15)}${'-'.repeat(15)}] 30/60  15/s`);
    expect(lineOf(step)).toBe('Trading: 30 of 60, 15/s');
  });

  it('is full where there is nothing to do', () => {
    expect(barOf({ ...step, done: 0, total: 0 })).toContain('#'.repeat(30));
  });

  it.each([
    [true, /^\r\S+2K.*2\/2.*\n$/s],
    [false, /^Trading: 2 of 2, .*\n$/],
  ])('shows the end of each part (terminal: %p)', async (isTTY, expected) => {
    let shown = '';
    const progress = new Progress({ isTTY, write: (text) => (shown += text) });
    await progress.during('Trading', 2, async (oneMore) => {
      oneMore();
      oneMore();
    });
    expect(shown).toMatch(expected);
  });

  it('shows how far a part got that failed', async () => {
    let shown = '';
    const progress = new Progress({ write: (text) => (shown += text) });
    const failing = progress.during('Trading', 2, () => Promise.reject(new Error('the hub is gone')));
    await expect(failing).rejects.toThrow('the hub is gone');
    expect(shown).toContain('Trading: 0 of 2');
  });
});
