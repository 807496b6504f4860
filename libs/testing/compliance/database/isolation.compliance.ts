import { expect, it } from '@jest/globals';
import { ConcurrentWrite } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { sagaInstance, storedEvent } from '../support/samples.js';
import { tills } from '../support/tills-projection.js';
import { Everything } from './everything.js';

const COUNTER = { saga: 'tills.closing', key: 'counter' };

export function isolation(bench: Bench): void {
  it('loses no write of transactions that are started at once', async () => {
    const rounds = Array.from({ length: 12 }, (_, index) => index);
    const countUp = (): Promise<void> =>
      bench.insist(async (tx) => {
        const stored = (await tx.sagas.load([COUNTER])).get('tills.closing/counter');
        const instance = sagaInstance(COUNTER.key, { at: (stored?.instance.at ?? 0) + 1 });
        await tx.sagas.save([{ instance, readRevision: stored?.revision ?? 0, history: [] }]);
      });
    await Promise.all(rounds.map(countUp));
    const stored = (await bench.run((tx) => tx.sagas.load([COUNTER]))).get('tills.closing/counter');
    expect(stored).toMatchObject({ revision: 12, instance: { at: 12 } });
  });

  it('has one time throughout a transaction', async () => {
    const times = await bench.run(async (tx) => {
      const first = await tx.now();
      const start = Date.now();
      await eventually(
        () => Date.now(),
        (now) => now > start + 5,
        { withinMs: 120_000 },
      );
      return [first, await tx.now()];
    });
    expect(times[1]).toBe(times[0]);
  });

  it('tells the time in milliseconds since 1970, and a later one later', async () => {
    const now = (): Promise<number> => bench.run((tx) => tx.now());
    const first = await now();
    expect(Number.isInteger(first)).toBe(true);
    expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
    await eventually(now, (later) => later > first, { withinMs: 120_000 });
  });
}

export function isolationSideBySide(bench: Bench): void {
  it('shows no other transaction what is not committed, and all of it afterwards', async () => {
    const everything = new Everything();
    const { roleIsFree, ...none } = everything.none;
    expect(roleIsFree).toBe(true);
    await bench.run((tx) => tx.readModels.prepare([tills()]));
    const writer = await bench.begin();
    await everything.write(writer.tx);
    await expect(bench.run((tx) => everything.read(tx))).resolves.toEqual(none);
    await writer.commit();
    await expect(bench.run((tx) => everything.readAll(tx))).resolves.toEqual(everything.all);
  });

  it('lets one of two transactions through that would wait for each other, and undoes the other', async () => {
    const [first, second] = [await bench.begin(), await bench.begin()];
    const token = (name: string) => [{ ...COUNTER, token: name, dueAt: 0 }];
    await first.tx.timers.set(token('a'));
    await second.tx.timers.set(token('b'));
    const outcomes = await Promise.allSettled([
      first.tx.timers.set(token('b')).then(() => first.commit()),
      second.tx.timers.set(token('a')).then(() => second.commit()),
    ]);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: expect.any(ConcurrentWrite) }]);
    const taken = await bench.run((tx) => tx.timers.takeDue(10, [COUNTER.saga]));
    expect(taken).toHaveLength(2);
  });

  it('takes nothing more of a transaction of which a statement has failed, even when that is swallowed', async () => {
    await bench.run((tx) => tx.events.append([storedEvent('tills.till/1', 1)]));
    const swallowing = bench.run(async (tx) => {
      await tx.events.append([storedEvent('tills.till/1', 1)]).catch(() => undefined);
      await expect(tx.timers.nextInMs(['tills.closing'])).rejects.toBeInstanceOf(ConcurrentWrite);
    });
    await expect(swallowing).rejects.toBeInstanceOf(ConcurrentWrite);
  });

  it('will not commit what was refused, even when that is swallowed', async () => {
    await bench.run((tx) => tx.sagas.save([{ instance: sagaInstance('1'), readRevision: 0, history: [] }]));
    const swallowing = bench.run(async (tx) => {
      const stale = [{ instance: sagaInstance('1'), readRevision: 0, history: [] }];
      await tx.sagas.save(stale).catch(() => undefined);
      await tx.timers.set([{ ...COUNTER, token: 'a', dueAt: 0 }]);
    });
    await expect(swallowing).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(bench.run((tx) => tx.timers.nextInMs([COUNTER.saga]))).resolves.toBeUndefined();
  });

  it('works on while another transaction is open', async () => {
    const open = await bench.begin();
    await open.tx.now();
    await expect(bench.run(async () => 'done')).resolves.toBe('done');
  });
}
