import { expect, it } from '@jest/globals';
import type { SagaInstance, Transaction } from '#kernel';
import type { Bench } from './support/bench.js';
import { message, sagaInstance, to } from './support/samples.js';

type Pending = SagaInstance['pending'][number];

const SAGA = 'tills.closing';
const KEY = 'till-1';
const token = 'count:do:1';

const forReply: Pending = {
  kind: 'reply',
  path: 'count',
  step: 'count',
  purpose: 'do',
  attempt: 1,
  token,
  commandId: '019c0000-0000-7000-8000-000000000001',
  command: 'tills.count',
  since: 0,
};
const elsewhere = { path: 'rest', step: 'rest', since: 0 };
const forEvent: Pending = { ...elsewhere, kind: 'event', event: 'tills.opened' };
const forPerson: Pending = { ...elsewhere, kind: 'person', permission: 'tills:close', deadlineAt: 1 };
const forOperator: Pending = {
  ...elsewhere,
  kind: 'operator',
  purpose: 'do',
  attempt: 1,
  token,
  because: 'x',
};

const toSaga = message(KEY, 'an answer', { saga: SAGA, inReplyTo: token });
const onItsBehalf = message('elsewhere', 'a command', {
  replyTo: { queue: 'tills', saga: SAGA, key: KEY, token },
});

/** Sagas that nothing can wake. */
export function unwakeableSagas(bench: Bench): void {
  const open = (...pending: Pending[]): Promise<void> => save(sagaInstance(KEY, { pending }));

  const save = (instance: SagaInstance): Promise<void> =>
    bench.run((tx) => tx.sagas.save([{ instance, readRevision: 0, history: [] }]));

  const found = async (unchangedForMs = 0, sagas = [SAGA]): Promise<string[]> => {
    const instances = await bench.run((tx) => tx.sagas.unwakeable(sagas, unchangedForMs, 10));
    return instances.map(({ key }) => key);
  };

  it('are those that wait for an answer of which nothing is left', async () => {
    await open(forReply);
    await expect(found()).resolves.toEqual([KEY]);
    await expect(bench.run((tx) => tx.sagas.unwakeable([SAGA], 0, 10))).resolves.toMatchObject([
      { key: KEY, pending: [forReply] },
    ]);
  });

  it('are no others than those that were asked for, unchanged for long enough', async () => {
    await open(forReply);
    await expect(found(0, ['tills.opening'])).resolves.toEqual([]);
    await expect(found(3_600_000)).resolves.toEqual([]);
  });

  it('are those, too, whose timers were lost', async () => {
    await open({ ...elsewhere, kind: 'time', until: 1 });
    await expect(found()).resolves.toEqual([KEY]);
  });

  it.each([
    ['an event', forEvent],
    ['a person', forPerson],
    ['an operator', forOperator],
  ])('are not those that %s can wake', async (_, pending) => {
    await open(pending);
    await expect(found()).resolves.toEqual([]);
    await save(sagaInstance('till-2', { pending: [forReply, pending] }));
    await expect(found()).resolves.toEqual([]);
  });

  it('are not those that have ended, or have not started', async () => {
    await save(sagaInstance(KEY, { ended: 'completed' }));
    const { startedAt: _, ...unstarted } = sagaInstance('till-2');
    await save(unstarted);
    await expect(found()).resolves.toEqual([]);
  });

  it('are not those with a timer', async () => {
    await open(forReply);
    const timer = { saga: SAGA, key: KEY, token: 'saga deadline' };
    await bench.run((tx) => tx.timers.set([{ ...timer, dueAt: Number.MAX_SAFE_INTEGER / 1_000 }]));
    await expect(found()).resolves.toEqual([]);
    await bench.run((tx) => tx.timers.cancel([timer]));
    await expect(found()).resolves.toEqual([KEY]);
  });

  it.each([
    ['a message of theirs waits in a queue', (tx: Transaction) => tx.mailbox.deliver(to('tills', toSaga))],
    [
      'a message on their behalf waits in a queue',
      (tx: Transaction) => tx.mailbox.deliver(to('x', onItsBehalf)),
    ],
    ['a message of theirs is on its way', (tx: Transaction) => tx.outbox.add(to('tills', toSaga))],
    ['a message on their behalf is on its way', (tx: Transaction) => tx.outbox.add(to('x', onItsBehalf))],
  ])('are not those of which %s', async (_, send) => {
    await open(forReply);
    await bench.run<unknown>(send);
    await expect(found()).resolves.toEqual([]);
  });

  it('are not those for whom somebody works outside of transactions', async () => {
    await open(forReply);
    await bench.run((tx) => tx.mailbox.deliver(to('x', onItsBehalf)));
    const [leased] = await bench.run((tx) => tx.mailbox.lease('x', 1, 60_000));
    await expect(found()).resolves.toEqual([]);
    await bench.run((tx) =>
      leased ? tx.mailbox.completeLeased(leased) : Promise.reject(new Error('nothing')),
    );
    await expect(found()).resolves.toEqual([KEY]);
  });

  it('are not those of which a transaction handles a message that is not over', async () => {
    await open(forReply);
    await bench.run((tx) => tx.mailbox.deliver(to('tills', toSaga)));
    await bench.undone(async (tx) => {
      await tx.mailbox.complete(await tx.mailbox.claim({ queues: ['tills'], limit: 1, share: 1 }));
      await expect(found()).resolves.toEqual([]);
    });
  });
}
