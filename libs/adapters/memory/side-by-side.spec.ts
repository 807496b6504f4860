import { describe, expect, it } from '@jest/globals';
import { CommitUnknown, ConcurrentWrite, type Timer, type Transaction, Unavailable } from '#kernel';
import { createMemoryDatabase } from './database.js';
import type { GateStep } from './engine/session.js';

const timer = (token: string): Timer => ({ saga: 'tills.closing', key: '1', token });

const setTimer = (tx: Transaction, token: string): Promise<void> =>
  tx.timers.set([{ ...timer(token), dueAt: 0 }]);

/** Holds back every step that is not let through. */
function turnstile() {
  const waiting: { readonly step: GateStep; go(): void }[] = [];
  return {
    gate: (step: GateStep): Promise<void> =>
      new Promise((go) => {
        waiting.push({ step, go });
      }),
    /** Lets the first step through that waits, and all that follows from it happen. */
    next: async (): Promise<string> => {
      const first = waiting.shift();
      first?.go();
      await new Promise(setImmediate);
      return `${first?.step.transaction} ${first?.step.at}`;
    },
  };
}

describe('Transactions of the memory database', () => {
  it('go on one step at a time, when their owner lets them', async () => {
    const { gate, next } = turnstile();
    const database = createMemoryDatabase({ gate });
    const outcomes = Promise.all([
      database.transaction((tx) => setTimer(tx, 'a')),
      database.transaction((tx) => setTimer(tx, 'b')),
    ]);
    await new Promise(setImmediate);
    const steps: string[] = [];
    while (steps.length < 8) steps.push(await next());
    const inTurn = ['start', 'timers.set', 'commit', 'committed'].flatMap((at) => [`1 ${at}`, `2 ${at}`]);
    expect(steps).toEqual(inTurn);
    await outcomes;
  });

  it.each([
    ['a statement', 1, Unavailable, 0],
    ['the commit', 2, CommitUnknown, 0],
    ['the answer to the commit', 3, CommitUnknown, 1],
  ])('that lose their connection before %s say so', async (_, passed, failure, kept) => {
    const { gate, next } = turnstile();
    const database = createMemoryDatabase();
    const gated = database.another({ gate });
    const outcome = Promise.allSettled([gated.transaction((tx) => setTimer(tx, 'a'))]);
    await new Promise(setImmediate);
    for (let step = 0; step < passed; step++) await next();
    gated.cut();
    const taken = await database.transaction((tx) => tx.timers.takeDue(10, ['tills.closing']));
    expect(taken).toHaveLength(kept);
    await next();
    await expect(outcome).resolves.toMatchObject([{ reason: expect.any(failure) }]);
    expect(gated.openTransactions).toEqual([]);
  });

  it('that wait when their connection is lost wait no longer, and neither do those who wait for them', async () => {
    const database = createMemoryDatabase();
    let commit = (): void => undefined;
    const first = database.transaction(async (tx) => {
      await setTimer(tx, 'a');
      await new Promise<void>((resolve) => (commit = resolve));
    });
    const victim = database.another();
    const second = Promise.allSettled([
      victim.transaction(async (tx) => {
        await setTimer(tx, 'b');
        await setTimer(tx, 'a');
      }),
    ]);
    const third = database.transaction((tx) => setTimer(tx, 'b'));
    await new Promise(setImmediate);
    victim.cut();
    await third;
    await expect(second).resolves.toMatchObject([{ reason: expect.any(Unavailable) }]);
    commit();
    await first;
  });

  it('that would wait for each other do not: the last to wait fails, and the other goes on', async () => {
    const database = createMemoryDatabase();
    const crossing = (one: string, other: string): Promise<void> =>
      database.transaction(async (tx) => {
        await setTimer(tx, one);
        await setTimer(tx, other);
      });
    const outcomes = await Promise.allSettled([crossing('a', 'b'), crossing('b', 'a')]);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { reason: expect.any(ConcurrentWrite) }]);
  });
});
