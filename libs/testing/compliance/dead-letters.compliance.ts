import { describe, expect, it } from '@jest/globals';
import type { Envelope } from '#kernel';
import { claimAll, claimOne, offered, takeAll, TILLS } from './mailbox/claims.js';
import { benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';
import { ISO_TIME, message, nextId, to } from './support/samples.js';

const deal = { by: 'ada', reason: 'the printer works again' };

/** What the port `DeadLetters` promises. */
export function deadLettersCompliance(underTest: DatabaseUnderTest): void {
  describe(`The dead letters of ${underTest.name}`, () => {
    const bench = benchFor(underTest);

    const deliver = (...envelopes: Envelope[]): Promise<number> =>
      bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));

    const buried = async (envelope = message('till-1', 'a')): Promise<string> => {
      await deliver(envelope);
      return bench.run(async (tx) => tx.mailbox.bury(await claimOne(tx), 'poison', 'out of ink'));
    };

    const replay = (id: string) => bench.run((tx) => tx.deadLetters.replay(id, deal));
    const discard = (id: string) => bench.run((tx) => tx.deadLetters.discard(id, deal));
    const find = (id: string) => bench.run((tx) => tx.deadLetters.find(id));

    it('are found by their ids', async () => {
      const id = await buried();
      await expect(find(id)).resolves.toMatchObject({ id, queue: TILLS, reason: 'poison' });
      expect((await find(id))?.dealtWith).toBeUndefined();
      await expect(find('999999')).resolves.toBeUndefined();
    });

    it('go into their queue again when they are replayed, with their own ids', async () => {
      const envelope = message('till-1', 'a');
      const id = await buried(envelope);
      await expect(replay(id)).resolves.toBe(true);
      const again = await bench.run((tx) => claimOne(tx));
      expect(again).toMatchObject({ queue: TILLS, failures: 0, postponements: 0, envelope });
    });

    it('come behind what waits under their key by then', async () => {
      const id = await buried();
      await deliver(message('till-1', 'b'));
      await replay(id);
      await expect(takeAll(bench)).resolves.toEqual(['b', 'a']);
    });

    it('are delivered no second time by others once they were replayed', async () => {
      const envelope = message('till-1', 'a');
      await replay(await buried(envelope));
      await expect(deliver(envelope)).resolves.toBe(0);
      await expect(takeAll(bench)).resolves.toEqual(['a']);
      await expect(deliver(envelope)).resolves.toBe(0);
    });

    it.each(['replayed', 'discarded'] as const)('keep who has %s them, when and why', async (outcome) => {
      const id = await buried();
      await (outcome === 'replayed' ? replay(id) : discard(id));
      const letter = await find(id);
      expect(letter?.dealtWith).toEqual({ ...deal, outcome, at: expect.stringMatching(ISO_TIME) });
    });

    it.each([
      [replay, replay],
      [replay, discard],
      [discard, replay],
      [discard, discard],
    ])('are dealt with once', async (first, second) => {
      const id = await buried();
      await first(id);
      const waiting = await offered(bench);
      await expect(second(id)).resolves.toBe(false);
      await expect(offered(bench)).resolves.toEqual(waiting);
    });

    it('that are not there are not dealt with', async () => {
      await expect(replay('999999')).resolves.toBe(false);
      await expect(discard('999999')).resolves.toBe(false);
    });

    it('that are no messages are not replayed', async () => {
      const undeliverable = {
        queue: TILLS,
        id: nextId(),
        reason: 'no-message',
        detail: '',
        raw: { bytes: 'AA' },
      };
      await bench.run((tx) => tx.mailbox.deliverDead([undeliverable]));
      const [letter] = await bench.run((tx) => tx.mailbox.deadLetters(1));
      await expect(replay(letter?.id ?? '')).resolves.toBe(false);
      await expect(discard(letter?.id ?? '')).resolves.toBe(true);
    });

    it('may be buried again, as another letter', async () => {
      const id = await buried();
      await replay(id);
      const second = await bench.run(async (tx) => tx.mailbox.bury(await claimOne(tx), 'poison', 'again'));
      expect(second).not.toBe(id);
      await expect(replay(second)).resolves.toBe(true);
    });

    it('stay as they were when dealing with them is undone', async () => {
      const id = await buried();
      await bench.undone((tx) => tx.deadLetters.replay(id, deal));
      expect((await find(id))?.dealtWith).toBeUndefined();
      await expect(bench.run((tx) => claimAll(tx))).resolves.toEqual([]);
    });

    it('are counted and listed until somebody deals with them', async () => {
      const ids = [await buried(), await buried(), await buried(message('till-2', 'b'))];
      await bench.run((tx) => tx.deadLetters.discard(ids[1] ?? '', deal));
      const open = await bench.run(async (tx) => ({
        counts: await tx.deadLetters.countOpen(),
        ids: (await tx.mailbox.deadLetters(10, 'open')).map(({ id }) => id),
        all: (await tx.mailbox.deadLetters(10)).length,
      }));
      expect(open).toEqual({ counts: [{ queue: TILLS, count: 2 }], ids: [ids[2], ids[0]], all: 3 });
    });
  });
}
