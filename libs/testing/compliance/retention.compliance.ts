import { describe, expect, it } from '@jest/globals';
import { eventually } from '../eventually.js';
import { claimOne, takeAll, TILLS } from './mailbox/claims.js';
import { benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';
import { message, newOperation, nextId, sagaInstance, to } from './support/samples.js';

const DAY_MS = 86_400_000;
const FAR_AHEAD_MS = -3_650 * DAY_MS;

/** A UUIDv7 of so many days ago. */
function idOf(daysAgo: number, now: number): string {
  const time = Math.floor(now - daysAgo * DAY_MS)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${nextId().slice(13)}`;
}

/** What the port `Retention` promises. */
export function retentionCompliance(underTest: DatabaseUnderTest): void {
  describe(`The retention of ${underTest.name}`, () => {
    const bench = benchFor(underTest);

    const sent = async (daysAgo: number) => {
      const now = await bench.run((tx) => tx.now());
      return message('till-1', `${daysAgo} days ago`, { id: idOf(daysAgo, now) });
    };
    const deliver = (...envelopes: Parameters<typeof to>[1][]): Promise<number> =>
      bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));
    const forget = (days: number): Promise<boolean> =>
      bench.run((tx) => tx.retention.forgetMessages(days * DAY_MS));
    const letters = () => bench.run((tx) => tx.mailbox.deadLetters(10));

    it('makes room for messages, again and again', async () => {
      for (let times = 0; times < 3; times++) await bench.run((tx) => tx.retention.makeRoom());
      const now = await sent(0);
      await expect(deliver(now, await sent(-10), await sent(-1_000))).resolves.toBe(3);
      await expect(deliver(now)).resolves.toBe(0);
    });

    it('remembers what was received within its time, whatever it forgets', async () => {
      const kept = [await sent(0), await sent(30), await sent(89)];
      await deliver(...kept);
      await takeAll(bench);
      await forget(90);
      await bench.run((tx) => tx.retention.makeRoom());
      await expect(deliver(...kept)).resolves.toBe(0);
      await expect(letters()).resolves.toEqual([]);
    });

    it('lets a message that is older than what is remembered expire, and executes it no second time', async () => {
      const old = await sent(100);
      await deliver(old);
      await expect(takeAll(bench)).resolves.toHaveLength(1);
      await expect(forget(90)).resolves.toBe(true);
      await expect(deliver(old)).resolves.toBe(0);
      await expect(takeAll(bench)).resolves.toEqual([]);
      await expect(letters()).resolves.toMatchObject([{ queue: TILLS, reason: 'expired', envelope: old }]);
    });

    it('takes the new among old messages', async () => {
      await forget(90);
      await expect(deliver(await sent(100), await sent(1))).resolves.toBe(1);
      await expect(takeAll(bench)).resolves.toEqual(['1 days ago']);
    });

    it('forgets once what is old, and no less later', async () => {
      await expect(forget(90)).resolves.toBe(true);
      await expect(forget(90)).resolves.toBe(false);
      await expect(forget(200)).resolves.toBe(false);
      await expect(deliver(await sent(120))).resolves.toBe(0);
    });

    it('never forgets ids that carry no time', async () => {
      const timeless = message('till-1', 'timeless', { id: '00000000-0000-4000-8000-000000000001' });
      await deliver(timeless);
      await takeAll(bench);
      await forget(90);
      await expect(deliver(timeless)).resolves.toBe(0);
      await expect(letters()).resolves.toEqual([]);
    });

    it('deletes operations that have ended, some at a time, and with them what their callers called them', async () => {
      const now = await bench.run((tx) => tx.now());
      const operations = [1, 2, 3].map(() => newOperation({ id: idOf(1, now) }));
      const [first, , open] = operations;
      if (!first || !open) throw new Error('There are three');
      await bench.run((tx) => tx.operations.admit(operations));
      const ended = operations.slice(0, 2).map(({ id }) => ({ id, state: 'succeeded' as const }));
      await bench.run((tx) => tx.operations.change(ended));
      const remove = (olderThanMs: number) =>
        bench.run((tx) => tx.retention.deleteOperations(olderThanMs, 1));
      await expect(remove(DAY_MS * 2)).resolves.toBe(0);
      await expect([await remove(FAR_AHEAD_MS), await remove(FAR_AHEAD_MS)]).toEqual([1, 1]);
      await expect(remove(FAR_AHEAD_MS)).resolves.toBe(0);
      await expect(bench.run((tx) => tx.operations.find(first.id, 'cashier'))).resolves.toBeUndefined();
      await expect(bench.run((tx) => tx.operations.find(open.id, 'cashier'))).resolves.toBeDefined();
      const again = await bench.run((tx) => tx.operations.admit([{ ...first, id: nextId() }]));
      expect(again).toMatchObject([{ kind: 'new' }]);
    });

    it('deletes the histories of sagas that have ended, and leaves the sagas', async () => {
      const history = [{ at: 0, what: 'started' as const }];
      const instances = [sagaInstance('ended', { ended: 'completed' }), sagaInstance('open')];
      await bench.run((tx) =>
        tx.sagas.save(instances.map((instance) => ({ instance, readRevision: 0, history }))),
      );
      const remove = (olderThanMs: number) =>
        bench.run((tx) => tx.retention.deleteSagaHistories(olderThanMs, 10));
      const told = async (key: string) =>
        (await bench.run((tx) => tx.sagas.history({ saga: 'tills.closing', key }, 10))).length;
      await expect(remove(DAY_MS)).resolves.toBe(0);
      await expect([await told('ended'), await told('open')]).toEqual([1, 1]);
      await expect(remove(FAR_AHEAD_MS)).resolves.toBe(1);
      await expect([await told('ended'), await told('open')]).toEqual([0, 1]);
      await expect(remove(FAR_AHEAD_MS)).resolves.toBe(0);
      await expect(bench.run((tx) => tx.sagas.list({ limit: 10 }))).resolves.toHaveLength(2);
    });

    it('deletes dead letters that somebody has dealt with, and no others', async () => {
      const bury = async (): Promise<string> => {
        await deliver(message('till-1', 'x'));
        return bench.run(async (tx) => tx.mailbox.bury(await claimOne(tx), 'poison', ''));
      };
      const [dealtWith, open] = [await bury(), await bury()];
      await bench.run((tx) => tx.deadLetters.discard(dealtWith, { by: 'ada', reason: 'no use' }));
      const remove = (olderThanMs: number) =>
        bench.run((tx) => tx.retention.deleteDeadLetters(olderThanMs, 10));
      await expect(remove(DAY_MS)).resolves.toBe(0);
      await eventually(
        () => remove(0),
        (removed) => removed === 1,
        { withinMs: 120_000 },
      );
      expect((await letters()).map(({ id }) => id)).toEqual([open]);
    });
  });
}
