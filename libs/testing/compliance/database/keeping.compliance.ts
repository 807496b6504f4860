import { expect, it } from '@jest/globals';
import type { Bench } from '../support/bench.js';
import { message, sagaInstance, storedEvent, to } from '../support/samples.js';
import { tills } from '../support/tills-projection.js';
import { Everything } from './everything.js';

const TILL = 'tills.till/1';

export function keeping(bench: Bench): void {
  const eventData = async (): Promise<unknown> =>
    (await bench.run((tx) => tx.events.load([TILL]))).get(TILL)?.[0]?.data;

  it('keeps what JSON keeps, and nothing else', async () => {
    const data = {
      at: new Date('2026-03-01T09:30:00.125Z'),
      missing: undefined,
      list: [1, undefined, 'ä'],
      nested: { empty: {}, none: null },
      number: -0.125,
    };
    await bench.run(async (tx) => {
      await tx.events.append([{ ...storedEvent(TILL, 1), data }]);
      await tx.mailbox.deliver(to('tills', message('till-1', '', { data })));
      await tx.sagas.save([{ instance: sagaInstance('1', { state: data }), readRevision: 0, history: [] }]);
    });
    const kept: unknown = JSON.parse(JSON.stringify(data));
    await expect(eventData()).resolves.toStrictEqual(kept);
    const [claimed] = await bench.run((tx) => tx.mailbox.claim({ queues: ['tills'], limit: 1, share: 1 }));
    expect(claimed?.envelope.data).toStrictEqual(kept);
    const sagas = await bench.run((tx) => tx.sagas.load([{ saga: 'tills.closing', key: '1' }]));
    expect(sagas.get('tills.closing/1')?.instance.state).toStrictEqual(kept);
  });

  it('does not notice what becomes of a value after it was written', async () => {
    const data = { text: 'as it was' };
    await bench.run(async (tx) => {
      await tx.events.append([{ ...storedEvent(TILL, 1), data }]);
      data.text = 'changed before the commit';
    });
    data.text = 'changed after the commit';
    await expect(eventData()).resolves.toEqual({ text: 'as it was' });
  });

  it('gives each reader a copy of its own', async () => {
    await bench.run((tx) => tx.events.append([storedEvent(TILL, 1, 'as it was')]));
    const read = await eventData();
    if (typeof read === 'object' && read !== null) Reflect.set(read, 'text', 'changed by a reader');
    await expect(eventData()).resolves.toEqual({ text: 'as it was' });
  });

  it('keeps long texts', async () => {
    const data = { text: '0123456789abcdeä'.repeat(20_000) };
    await bench.run((tx) => tx.events.append([{ ...storedEvent(TILL, 1), data }]));
    await expect(eventData()).resolves.toEqual(data);
  });
}

export function keepingForOthers(bench: Bench): void {
  it('keeps everything for the next process', async () => {
    const everything = new Everything();
    await bench.run((tx) => tx.readModels.prepare([tills()]));
    await bench.run((tx) => everything.write(tx));
    const next = await bench.another();
    await next.transaction((tx) => tx.readModels.prepare([tills()]));
    await expect(next.transaction((tx) => everything.readAll(tx))).resolves.toEqual(everything.all);
  });
}
