import { describe, expect, it } from '@jest/globals';
import { eventually, NotEventually } from './eventually.js';

describe('eventually', () => {
  it('returns the first sample that satisfies', async () => {
    let count = 0;
    const sample = await eventually(
      () => (count += 1),
      (seen) => seen >= 3,
      { withinMs: 5_000, everyMs: 1 },
    );
    expect(sample).toBe(3);
  });

  it('tells what it saw last when the time is over', async () => {
    const waiting = eventually(
      async () => ({ state: 'waiting', replies: [1, 2] }),
      () => false,
      { withinMs: 30 },
    );
    await expect(waiting).rejects.toThrow(
      "Not within 30 ms; last saw { state: 'waiting', replies: [ 1, 2 ] }",
    );
    await expect(waiting).rejects.toBeInstanceOf(NotEventually);
  });

  it('goes on after a probe failed', async () => {
    let count = 0;
    const probe = async (): Promise<string> => {
      count += 1;
      if (count < 3) throw new Error('connection refused');
      return 'connected';
    };
    await expect(eventually(probe, Boolean, { withinMs: 5_000, everyMs: 1 })).resolves.toBe('connected');
  });

  it('tells how the probe failed last when it never answers', async () => {
    const probe = async (): Promise<string> => {
      throw new Error('connection refused');
    };
    await expect(eventually(probe, Boolean, { withinMs: 30 })).rejects.toThrow(
      'the probe last failed with Error: connection refused',
    );
  });

  it('does not wait for a probe that hangs', async () => {
    const probe = (): Promise<never> => new Promise(() => undefined);
    await expect(eventually(probe, Boolean, { withinMs: 30 })).rejects.toThrow(
      'Not within 30 ms; the probe has not answered at all',
    );
  });

  it('passes on a failure of the condition itself', async () => {
    const condition = (): boolean => {
      throw new Error('balance went below zero');
    };
    await expect(eventually(() => 1, condition, { withinMs: 5_000 })).rejects.toThrow(
      'balance went below zero',
    );
  });
});
