import { usualPolicy } from '#contracts/gift-cards';
import { cardId, openNode, redeeming, standing, storeId } from '#testing/store-node';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryStoreDatabase } from '../adapters/memory/memory-store-database.js';
import { unconfirmedMinor } from '../domain/books.js';
import { stateOf } from '../writer/node-state.js';
import type { Writer } from '../writer/writer.js';
import { receiving, toldBy } from './receive.js';
import { takeBack } from './take-back.js';

describe('What a hub has confirmed and lost', () => {
  let database: MemoryStoreDatabase;
  let writer: Writer;
  let ids: (string | null)[];

  beforeEach(async () => {
    database = new MemoryStoreDatabase();
    writer = await openNode(database);
    const policy = { ...usualPolicy, mode: 'optimistic' } as const;
    await writer.run({
      needs: { requests: [], business: [], cards: [cardId] },
      work: (set) => set.receiveStanding(standing({ version: 2, policy, allowances: [] }), { era: 1, ms: 0 }),
    });
    for (const id of ['r-1', 'r-2', 'r-3']) await writer.decide(redeeming(id, 100), true);
    ids = [null, ...(await database.chain(0, 3)).map(({ id }) => id)];
    await confirm(3);
    await writer.decide(redeeming('r-4', 100), true);
  });

  const receipt = (seq: number, head = ids[seq] ?? null) => ({ storeId, seq, head });

  const confirm = (seq: number): Promise<void> =>
    writer.run(
      receiving(
        { ...toldBy([]), checkpoints: [receipt(seq)] },
        { place: {}, now: () => ({ at: { era: 1, ms: 0 }, knowledgeAgeMs: 0 }) },
      ),
    );

  it.each([0, 1, 2])('is not confirmed behind place %d, neither here nor on the disk', async (place) => {
    expect(await takeBack([receipt(place)], 3, { writer, database })).toBe(true);
    const { books, start } = writer.committed;
    expect(books.checkpointSeq).toBe(place);
    expect(unconfirmedMinor(books)).toBe(100 * (4 - place));
    expect(stateOf(await database.remember(), start).books).toEqual(books);
    await confirm(3);
    expect(unconfirmedMinor(writer.committed.books)).toBe(100);
  });

  it.each([
    ['as much as was confirmed before', () => receipt(3), 3],
    ['less, and more than when the answer was asked for', () => receipt(2), 1],
    ['another history', () => receipt(2, 'another'), 3],
    ['nothing, and another history', () => receipt(0, 'another'), 3],
    ['another store', () => ({ ...receipt(1), storeId: cardId }), 3],
  ])('is nothing when the receipt is for %s', async (_, told, confirmedSeq) => {
    const { books } = writer.committed;
    expect(await takeBack([told()], confirmedSeq, { writer, database })).toBe(false);
    expect(writer.committed.books).toBe(books);
  });
});
