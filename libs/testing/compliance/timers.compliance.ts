import { describe, expect, it } from '@jest/globals';
import type { Timer } from '#kernel';
import { eventually } from '../eventually.js';
import { type Bench, benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';

const MINUTE_MS = 60_000;

/** What the port `Timers` promises. */
export function timersCompliance(underTest: DatabaseUnderTest): void {
  describe(`The timers of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('one after another', () => {
      oneAfterAnother(bench);
    });
    if (underTest.concurrentTransactions)
      describe('side by side', () => {
        sideBySide(bench);
      });
  });
}

const CLOSING = 'tills.closing';
const OPENING = 'tills.opening';
const SAGAS = [CLOSING, OPENING];

const timer = (token: string, key = '1'): Timer => ({ saga: CLOSING, key, token });

/** Sets timers by their distance from now on the database's clock. @returns that now */
const setIn = (bench: Bench, ...timers: (readonly [Timer, number])[]): Promise<number> =>
  bench.run(async (tx) => {
    const now = await tx.now();
    await tx.timers.set(timers.map(([each, inMs]) => ({ ...each, dueAt: now + inMs })));
    return now;
  });

const take = (bench: Bench, limit = 100): Promise<Timer[]> =>
  bench.run((tx) => tx.timers.takeDue(limit, SAGAS));

const nextInMs = (bench: Bench): Promise<number | undefined> => bench.run((tx) => tx.timers.nextInMs(SAGAS));

function oneAfterAnother(bench: Bench): void {
  it('takes what is due, earliest first, and leaves the rest', async () => {
    await setIn(bench, [timer('b'), -20], [timer('later'), MINUTE_MS], [timer('c'), -10], [timer('a'), -30]);
    await expect(take(bench)).resolves.toEqual([timer('a'), timer('b'), timer('c')]);
    await expect(take(bench)).resolves.toEqual([]);
  });

  it('takes no more than the limit, the earliest', async () => {
    await setIn(bench, [timer('b'), -20], [timer('a'), -30], [timer('c'), -10]);
    await expect(take(bench, 2)).resolves.toEqual([timer('a'), timer('b')]);
    await expect(take(bench, 2)).resolves.toEqual([timer('c')]);
  });

  it('takes a timer when the clock of the database has reached it, and not before', async () => {
    const setAt = await setIn(bench, [timer('soon'), 120]);
    const seen = await eventually(
      () => bench.run(async (tx) => ({ taken: await tx.timers.takeDue(1, SAGAS), at: await tx.now() })),
      ({ taken }) => taken.length > 0,
      { withinMs: 120_000, everyMs: 2 },
    );
    expect(seen.at - setAt).toBeGreaterThanOrEqual(119);
  });

  it('keeps timers of one token apart by saga and key', async () => {
    const others = [timer('deadline', '2'), { ...timer('deadline'), saga: OPENING }];
    await setIn(bench, [timer('deadline'), -30], ...others.map((each, index) => [each, index - 20] as const));
    await bench.run((tx) => tx.timers.cancel([timer('deadline')]));
    await expect(take(bench)).resolves.toEqual(others);
  });

  it('leaves the timers of other sagas to those who know them', async () => {
    const other = { ...timer('deadline'), saga: OPENING };
    await setIn(bench, [timer('deadline'), -30], [other, -20]);
    await expect(bench.run((tx) => tx.timers.takeDue(10, [OPENING]))).resolves.toEqual([other]);
    await expect(bench.run((tx) => tx.timers.nextInMs([OPENING]))).resolves.toBeUndefined();
    await expect(bench.run((tx) => tx.timers.nextInMs([CLOSING]))).resolves.toBe(0);
    await expect(take(bench)).resolves.toEqual([timer('deadline')]);
  });

  it('moves a timer that is set again', async () => {
    await setIn(bench, [timer('a'), -10], [timer('b'), MINUTE_MS]);
    await setIn(bench, [timer('a'), MINUTE_MS], [timer('b'), -10]);
    await expect(take(bench)).resolves.toEqual([timer('b')]);
  });

  it('lets the last word count when one call sets a timer twice', async () => {
    await setIn(
      bench,
      [timer('a'), MINUTE_MS],
      [timer('b'), -10],
      [timer('a'), -10],
      [timer('b'), MINUTE_MS],
    );
    await expect(take(bench)).resolves.toEqual([timer('a')]);
  });

  it('does not take a timer that was cancelled', async () => {
    await setIn(bench, [timer('a'), -10], [timer('b'), -10]);
    await bench.run((tx) => tx.timers.cancel([timer('a'), timer('never set')]));
    await expect(take(bench)).resolves.toEqual([timer('b')]);
  });

  it('sets and cancels in one transaction', async () => {
    await bench.run(async (tx) => {
      await tx.timers.set([{ ...timer('a'), dueAt: 0 }]);
      await tx.timers.cancel([timer('a')]);
      await tx.timers.set([{ ...timer('b'), dueAt: 0 }]);
    });
    await expect(take(bench)).resolves.toEqual([timer('b')]);
  });

  it('can be set again after it was taken', async () => {
    await setIn(bench, [timer('a'), -10]);
    await take(bench);
    await setIn(bench, [timer('a'), -10]);
    await expect(take(bench)).resolves.toEqual([timer('a')]);
  });

  it('takes empty lists', async () => {
    await bench.run(async (tx) => {
      await tx.timers.set([]);
      await tx.timers.cancel([]);
    });
    await expect(take(bench)).resolves.toEqual([]);
  });

  it('gives a timer back when its taking is undone', async () => {
    await setIn(bench, [timer('a'), -10]);
    await bench.undone((tx) => tx.timers.takeDue(10, SAGAS));
    await expect(take(bench)).resolves.toEqual([timer('a')]);
  });

  it('forgets what was set, moved or cancelled in a transaction that is undone', async () => {
    await setIn(bench, [timer('a'), -20], [timer('b'), -10]);
    await bench.undone(async (tx) => {
      await tx.timers.set([
        { ...timer('a'), dueAt: (await tx.now()) + MINUTE_MS },
        { ...timer('c'), dueAt: 0 },
      ]);
      await tx.timers.cancel([timer('b')]);
    });
    await expect(take(bench)).resolves.toEqual([timer('a'), timer('b')]);
  });

  it('says how long it is until the next timer', async () => {
    await expect(nextInMs(bench)).resolves.toBeUndefined();
    await setIn(bench, [timer('late'), 2 * MINUTE_MS], [timer('a'), MINUTE_MS]);
    const inMs = await nextInMs(bench);
    expect(inMs).toBeGreaterThan(MINUTE_MS / 2);
    expect(inMs).toBeLessThanOrEqual(MINUTE_MS);
    await setIn(bench, [timer('b'), -10]);
    await expect(nextInMs(bench)).resolves.toBe(0);
  });
}

function sideBySide(bench: Bench): void {
  it('gives a timer to one of two callers', async () => {
    await setIn(bench, [timer('a'), -30], [timer('b'), -20], [timer('c'), -10]);
    const first = await bench.begin();
    await expect(first.tx.timers.takeDue(1, SAGAS)).resolves.toEqual([timer('a')]);
    await expect(take(bench)).resolves.toEqual([timer('b'), timer('c')]);
    await first.rollBack();
    await expect(take(bench)).resolves.toEqual([timer('a')]);
  });

  it('gives every timer to exactly one of many callers', async () => {
    const timers = Array.from({ length: 40 }, (_, index) => timer('deadline', `${index}`));
    await setIn(bench, ...timers.map((each) => [each, -10] as const));
    const taken = await Promise.all(['one', 'two', 'three', 'four'].map(() => takeAll(bench)));
    const keys = taken.flat().map(({ key }) => key);
    expect(keys.toSorted()).toEqual(timers.map(({ key }) => key).toSorted());
  });

  async function takeAll(from: Bench): Promise<Timer[]> {
    const all: Timer[] = [];
    for (;;) {
      const taken = await from.insist((tx) => tx.timers.takeDue(3, SAGAS));
      if (taken.length === 0) return all;
      all.push(...taken);
    }
  }
}
