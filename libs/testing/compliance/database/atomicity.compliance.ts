import { expect, it } from '@jest/globals';
import { ConcurrentWrite, type Transaction } from '#kernel';
import type { Bench } from '../support/bench.js';
import { sagaInstance, storedEvent, textOf } from '../support/samples.js';
import { tills } from '../support/tills-projection.js';
import { Everything } from './everything.js';

export function atomicity(bench: Bench): void {
  const prepare = (): Promise<void> => bench.run((tx) => tx.readModels.prepare([tills()]));

  it('keeps all that a transaction wrote', async () => {
    const everything = new Everything();
    await prepare();
    await bench.run((tx) => everything.write(tx));
    await expect(bench.run((tx) => everything.readAll(tx))).resolves.toEqual(everything.all);
  });

  it('keeps nothing of a transaction that fails at its end', async () => {
    const everything = new Everything();
    await prepare();
    const failing = bench.run(async (tx) => {
      await everything.write(tx);
      throw new Error('The till is on fire');
    });
    await expect(failing).rejects.toThrow('The till is on fire');
    await expect(bench.run((tx) => everything.readAll(tx))).resolves.toEqual(everything.none);
  });

  it('keeps nothing of a transaction that comes into conflict', async () => {
    const everything = new Everything();
    await prepare();
    await bench.run((tx) => tx.events.append([storedEvent('tills.till/2', 1)]));
    const failing = bench.run(async (tx) => {
      await everything.write(tx);
      await tx.events.append([storedEvent('tills.till/2', 1)]);
    });
    await expect(failing).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(bench.run((tx) => everything.readAll(tx))).resolves.toEqual(everything.none);
  });

  it('can repeat what failed', async () => {
    const everything = new Everything();
    await prepare();
    await bench.undone((tx) => everything.write(tx));
    await bench.run((tx) => everything.write(tx));
    await expect(bench.run((tx) => everything.readAll(tx))).resolves.toEqual(everything.all);
  });

  it('returns what the work returns', async () => {
    await expect(bench.run(async () => ({ sold: 3 }))).resolves.toEqual({ sold: 3 });
    await expect(bench.run(async () => undefined)).resolves.toBeUndefined();
  });

  it('passes on what the work throws, as it is', async () => {
    const refusal = new RangeError('No such till');
    await expect(bench.run(() => Promise.reject(refusal))).rejects.toBe(refusal);
    const thrown = bench.run(() => {
      throw refusal;
    });
    await expect(thrown).rejects.toBe(refusal);
  });

  it('does not take a failure of the work for one of the database', async () => {
    const failure = new Error('The client of the provider had no connection: timeout');
    await expect(bench.run(() => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('goes on after a transaction that failed', async () => {
    for (let attempt = 0; attempt < 30; attempt++) {
      await bench.undone((tx) =>
        tx.sagas.save([{ instance: sagaInstance('1'), readRevision: 0, history: [] }]),
      );
    }
    const found = await bench.run((tx) => tx.sagas.load([{ saga: 'tills.closing', key: '1' }]));
    expect(found.size).toBe(0);
  });

  it('takes no more work for a transaction that is over', async () => {
    const committed = await leakedFrom(bench.run.bind(bench));
    const undone = await leakedFrom(bench.undone.bind(bench));
    for (const tx of [committed, undone]) {
      await expect(tx.events.append([storedEvent('tills.till/1', 1, 'too late')])).rejects.toBeInstanceOf(
        Error,
      );
      await expect(tx.events.load(['tills.till/1'])).rejects.toBeInstanceOf(Error);
    }
    const streams = await bench.run((tx) => tx.events.load(['tills.till/1']));
    expect([...streams.values()].flat().map(textOf)).toEqual([]);
  });
}

async function leakedFrom(
  run: (work: (tx: Transaction) => Promise<Transaction>) => Promise<unknown>,
): Promise<Transaction> {
  let leaked: Transaction | undefined;
  await run(async (tx) => (leaked = tx));
  if (!leaked) throw new Error('The work was not called');
  return leaked;
}
