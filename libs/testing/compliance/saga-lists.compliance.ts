import { expect, it } from '@jest/globals';
import type { SagaFilter, SagaInstance, SagaSummary } from '#kernel';
import { eventually } from '../eventually.js';
import type { Bench } from './support/bench.js';
import { AT, ISO_TIME, sagaInstance } from './support/samples.js';

/** Lists and counts of sagas, for people. */
export function sagaLists(bench: Bench): void {
  const save = (...instances: SagaInstance[]): Promise<void> =>
    bench.run((tx) =>
      tx.sagas.save(instances.map((instance) => ({ instance, readRevision: 0, history: [] }))),
    );

  const list = (filter: Partial<SagaFilter> = {}): Promise<SagaSummary[]> =>
    bench.run((tx) => tx.sagas.list({ limit: 100, ...filter }));

  const keysOf = (sagas: readonly SagaSummary[]): string[] => sagas.map(({ key }) => key);

  const page = (filter: Partial<SagaFilter>, last: SagaSummary | undefined): Promise<SagaSummary[]> => {
    const before = last && { updatedAt: last.updatedAt, saga: last.saga, key: last.key };
    return list({ ...filter, ...(before && { before }) });
  };

  async function pages(limit: number): Promise<SagaSummary[]> {
    const all: SagaSummary[] = [];
    for (;;) {
      const next = await page({ limit }, all.at(-1));
      if (next.length === 0) return all;
      expect(next.length).toBeLessThanOrEqual(limit);
      all.push(...next);
    }
  }

  /** Waits until the database's clock shows a later millisecond, so that the next update is later. */
  async function later(): Promise<void> {
    const now = (): Promise<number> => bench.run((tx) => tx.now());
    const start = await now();
    await eventually(now, (at) => at > start + 1, { withinMs: 120_000, everyMs: 1 });
  }

  it('summarizes a saga', async () => {
    const instance = sagaInstance('1', { definitionVersion: 3 });
    const before = await bench.run((tx) => tx.now());
    await save(instance);
    const [summary] = await list();
    const after = await bench.run((tx) => tx.now());
    expect(summary).toEqual({
      saga: 'tills.closing',
      key: '1',
      definitionVersion: 3,
      status: 'running',
      startedAt: AT,
      updatedAt: expect.stringMatching(ISO_TIME),
      instance,
    });
    const updatedAt = Date.parse(summary?.updatedAt ?? '');
    expect(updatedAt).toBeGreaterThanOrEqual(before);
    expect(updatedAt).toBeLessThanOrEqual(after);
  });

  it('has no start for a saga that has not started', async () => {
    const { startedAt, ...unstarted } = sagaInstance('1');
    expect(startedAt).toBeDefined();
    await save(unstarted);
    await expect(list()).resolves.toMatchObject([{ status: 'not-started', startedAt: null }]);
  });

  it('lists the newest update first', async () => {
    await save(sagaInstance('1'));
    await later();
    await save(sagaInstance('2'));
    await later();
    await bench.run((tx) =>
      tx.sagas.save([{ instance: sagaInstance('1', { at: 1 }), readRevision: 1, history: [] }]),
    );
    const sagas = await list();
    expect(keysOf(sagas)).toEqual(['1', '2']);
    expect(sagas[0]?.instance.at).toBe(1);
  });

  it('lists by saga, by status and by key', async () => {
    await save(
      sagaInstance('1'),
      sagaInstance('2', { direction: 'backward' }),
      sagaInstance('3', { ended: 'completed' }),
      sagaInstance('2', { saga: 'tills.opening', ended: 'compensated' }),
    );
    const namesFor = async (filter: Partial<SagaFilter>): Promise<string[]> =>
      (await list(filter)).map(({ saga, key }) => `${saga}/${key}`).toSorted();
    await expect(namesFor({ saga: 'tills.opening' })).resolves.toEqual(['tills.opening/2']);
    await expect(namesFor({ status: 'compensating' })).resolves.toEqual(['tills.closing/2']);
    await expect(namesFor({ key: '2' })).resolves.toEqual(['tills.closing/2', 'tills.opening/2']);
    await expect(namesFor({ key: '2', saga: 'tills.closing', status: 'running' })).resolves.toEqual([]);
    await expect(namesFor({ status: 'completed', key: '3' })).resolves.toEqual(['tills.closing/3']);
  });

  it('follows a status as it changes', async () => {
    await save(sagaInstance('1'));
    const instance = sagaInstance('1', { ended: 'completed' });
    await bench.run((tx) => tx.sagas.save([{ instance, readRevision: 1, history: [] }]));
    await expect(list({ status: 'running' })).resolves.toEqual([]);
    await expect(list({ status: 'completed' })).resolves.toHaveLength(1);
  });

  it('turns pages without leaving one out or showing one twice', async () => {
    const keys = Array.from({ length: 24 }, (_, index) => `${index}`);
    // Some share the time of their update, in one transaction; others are written within one millisecond.
    await save(...keys.slice(0, 8).map((key) => sagaInstance(key)));
    await Promise.all(keys.slice(8, 16).map((key) => save(sagaInstance(key))));
    for (const key of keys.slice(16)) await save(sagaInstance(key));
    const all = await pages(5);
    expect(keysOf(all).toSorted()).toEqual(keys.toSorted());
    expect(keysOf(all)).toEqual(keysOf(await list()));
    const times = all.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('turns pages of what it is asked for only', async () => {
    const keys = ['1', '2', '3', '4', '5', '6'];
    await save(...keys.map((key) => sagaInstance(key, key > '3' ? { ended: 'completed' } : {})));
    const first = await list({ status: 'completed', limit: 2 });
    const second = await page({ status: 'completed', limit: 2 }, first.at(-1));
    expect([...keysOf(first), ...keysOf(second)].toSorted()).toEqual(['4', '5', '6']);
  });

  it('counts the sagas in each status', async () => {
    await save(
      sagaInstance('1'),
      sagaInstance('2'),
      sagaInstance('3', { ended: 'completed' }),
      sagaInstance('1', { saga: 'tills.opening' }),
    );
    const counts = await bench.run((tx) => tx.sagas.countByStatus());
    expect(counts.toSorted((a, b) => `${a.saga}${a.status}`.localeCompare(`${b.saga}${b.status}`))).toEqual([
      { saga: 'tills.closing', status: 'completed', count: 1 },
      { saga: 'tills.closing', status: 'running', count: 2 },
      { saga: 'tills.opening', status: 'running', count: 1 },
    ]);
  });
}
