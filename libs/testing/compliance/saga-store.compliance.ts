import { describe, expect, it } from '@jest/globals';
import {
  ConcurrentWrite,
  sagaRefKey,
  type SagaHistoryEntry,
  type SagaInstance,
  type StoredSaga,
} from '#kernel';
import { sagaLists } from './saga-lists.compliance.js';
import { type Bench, benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';
import { AT, nextId, sagaInstance } from './support/samples.js';
import { unwakeableSagas } from './unwakeable-sagas.compliance.js';

const SAGA = 'tills.closing';

/** What the port `SagaStore` promises. */
export function sagaStoreCompliance(underTest: DatabaseUnderTest): void {
  describe(`The saga store of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('instances', () => {
      instances(bench);
    });
    describe('history', () => {
      history(bench);
    });
    describe('lists', () => {
      sagaLists(bench);
    });
    describe('that nothing can wake', () => {
      unwakeableSagas(bench);
    });
    if (underTest.concurrentTransactions)
      describe('side by side', () => {
        sideBySide(bench);
      });
  });
}

const save = (bench: Bench, instance: SagaInstance, readRevision = 0): Promise<void> =>
  bench.run((tx) => tx.sagas.save([{ instance, readRevision, history: [] }]));

async function load(bench: Bench, key: string): Promise<StoredSaga | undefined> {
  const ref = { saga: SAGA, key };
  return bench.run(async (tx) => (await tx.sagas.load([ref])).get(sagaRefKey(ref)));
}

function instances(bench: Bench): void {
  it('gives back an instance as it was saved, with its revision', async () => {
    const instance = sagaInstance('1', {
      state: { total: 12.5, lines: [{ card: 'Zoë 🧾' }], approvedBy: null },
      direction: 'backward',
      at: 3,
      items: ['a', 'b'],
      itemsDone: 1,
      undoReason: 'refused',
      refusal: { type: 'tills.till-closed', data: { tillId: '1' } },
      deadlineAt: Date.parse(AT),
      operationId: nextId(),
      pending: [
        {
          kind: 'reply',
          path: 'count cash',
          step: 'count cash',
          since: 1,
          purpose: 'undo',
          attempt: 2,
          token: 'count cash:undo:2',
          commandId: nextId(),
          command: 'tills.count-cash',
        },
      ],
    });
    await save(bench, instance);
    await expect(load(bench, '1')).resolves.toEqual({ instance, revision: 1 });
  });

  it('finds what there is of many instances, by saga and key', async () => {
    await bench.run((tx) =>
      tx.sagas.save([
        { instance: sagaInstance('1'), readRevision: 0, history: [] },
        { instance: sagaInstance('2'), readRevision: 0, history: [] },
        { instance: sagaInstance('1', { saga: 'tills.opening' }), readRevision: 0, history: [] },
      ]),
    );
    const refs = [
      { saga: SAGA, key: '1' },
      { saga: 'tills.opening', key: '1' },
      { saga: 'tills.opening', key: '2' },
    ];
    const found = await bench.run((tx) => tx.sagas.load(refs));
    expect([...found.keys()].toSorted()).toEqual(['tills.closing/1', 'tills.opening/1']);
    expect(found.get('tills.opening/1')?.instance.saga).toBe('tills.opening');
    await expect(bench.run((tx) => tx.sagas.load([]))).resolves.toEqual(new Map());
  });

  it('raises the revision by one with each write', async () => {
    for (const readRevision of [0, 1, 2]) {
      await save(bench, sagaInstance('1', { at: readRevision }), readRevision);
      const stored = await load(bench, '1');
      expect(stored).toMatchObject({ revision: readRevision + 1, instance: { at: readRevision } });
    }
  });

  it('will not write over a revision that was not read', async () => {
    await save(bench, sagaInstance('1', { at: 1 }));
    await save(bench, sagaInstance('1', { at: 2 }), 1);
    for (const readRevision of [0, 1, 3]) {
      const stale = save(bench, sagaInstance('1', { at: 9 }), readRevision);
      await expect(stale).rejects.toBeInstanceOf(ConcurrentWrite);
    }
    await expect(load(bench, '1')).resolves.toMatchObject({ revision: 2, instance: { at: 2 } });
  });

  it('will not write over an instance that was never there', async () => {
    await expect(save(bench, sagaInstance('1'), 1)).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(load(bench, '1')).resolves.toBeUndefined();
  });

  it('writes none when one of several has moved on, even when that is swallowed', async () => {
    await save(bench, sagaInstance('1'));
    const writes = ['2', '1', '3'].map((key) => ({
      instance: sagaInstance(key, { at: 9 }),
      readRevision: 0,
      history: [{ at: 0, what: 'started' as const }],
    }));
    await expect(bench.run((tx) => tx.sagas.save(writes))).rejects.toBeInstanceOf(ConcurrentWrite);
    await Promise.allSettled([bench.run((tx) => tx.sagas.save(writes).catch(() => undefined))]);
    await expect(load(bench, '1')).resolves.toMatchObject({ revision: 1, instance: { at: 0 } });
    await expect(load(bench, '2')).resolves.toBeUndefined();
    await expect(load(bench, '3')).resolves.toBeUndefined();
    await expect(bench.run((tx) => tx.sagas.history({ saga: SAGA, key: '1' }, 10))).resolves.toEqual([]);
  });

  it('shows a transaction what it has saved itself', async () => {
    const revision = await bench.run(async (tx) => {
      await tx.sagas.save([{ instance: sagaInstance('1'), readRevision: 0, history: [] }]);
      return (await tx.sagas.load([{ saga: SAGA, key: '1' }])).get(`${SAGA}/1`)?.revision;
    });
    expect(revision).toBe(1);
  });

  it('keeps nothing of a save that is undone', async () => {
    const write = {
      instance: sagaInstance('1'),
      readRevision: 0,
      history: [{ at: 0, what: 'started' as const }],
    };
    await bench.undone((tx) => tx.sagas.save([write]));
    await expect(load(bench, '1')).resolves.toBeUndefined();
    await expect(bench.run((tx) => tx.sagas.history({ saga: SAGA, key: '1' }, 10))).resolves.toEqual([]);
  });
}

function history(bench: Bench): void {
  const record = (entries: readonly SagaHistoryEntry[], readRevision: number, key = '1'): Promise<void> =>
    bench.run((tx) => tx.sagas.save([{ instance: sagaInstance(key), readRevision, history: entries }]));

  const read = (limit: number, key = '1'): Promise<SagaHistoryEntry[]> =>
    bench.run((tx) => tx.sagas.history({ saga: SAGA, key }, limit));

  const entriesFrom = (from: number, to: number): SagaHistoryEntry[] =>
    Array.from({ length: to - from }, (_, index) => ({
      at: Date.parse(AT),
      what: 'noted',
      step: 'count cash',
      detail: `${from + index}`,
    }));

  it('tells what happened, oldest first', async () => {
    const entries: SagaHistoryEntry[] = [{ at: Date.parse(AT), what: 'started' }, ...entriesFrom(1, 12)];
    await record(entries.slice(0, 5), 0);
    await record(entries.slice(5), 1);
    await expect(read(100)).resolves.toEqual(entries);
  });

  it('ends with the latest when there is more than the limit', async () => {
    await record(entriesFrom(0, 8), 0);
    await record(entriesFrom(8, 12), 1);
    await expect(read(3)).resolves.toEqual(entriesFrom(9, 12));
  });

  it('keeps the history of each saga apart', async () => {
    await record(entriesFrom(0, 2), 0, '1');
    await record(entriesFrom(2, 4), 0, '2');
    await expect(read(10, '2')).resolves.toEqual(entriesFrom(2, 4));
    await expect(read(10, '3')).resolves.toEqual([]);
  });
}

function sideBySide(bench: Bench): void {
  it('lets the first of two writers through', async () => {
    await save(bench, sagaInstance('1'));
    const first = await bench.begin();
    await first.tx.sagas.save([{ instance: sagaInstance('1', { at: 1 }), readRevision: 1, history: [] }]);
    const second = Promise.allSettled([save(bench, sagaInstance('1', { at: 2 }), 1)]);
    await first.commit();
    const [outcome] = await second;
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConcurrentWrite) });
    await expect(load(bench, '1')).resolves.toMatchObject({ revision: 2, instance: { at: 1 } });
  });

  it('lets the second of two writers through when the first is undone', async () => {
    const first = await bench.begin();
    await first.tx.sagas.save([{ instance: sagaInstance('1', { at: 1 }), readRevision: 0, history: [] }]);
    const second = bench.insist((tx) =>
      tx.sagas.save([{ instance: sagaInstance('1', { at: 2 }), readRevision: 0, history: [] }]),
    );
    await first.rollBack();
    await second;
    await expect(load(bench, '1')).resolves.toMatchObject({ revision: 1, instance: { at: 2 } });
  });

  it('shows nobody what is not committed', async () => {
    const first = await bench.begin();
    await first.tx.sagas.save([{ instance: sagaInstance('1'), readRevision: 0, history: [] }]);
    await expect(load(bench, '1')).resolves.toBeUndefined();
  });
}
