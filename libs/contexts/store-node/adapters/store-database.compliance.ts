import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { seals } from '#adapters/crypto';
import { CardBlockedAtStore } from '#contracts/gift-cards';
import { ConcurrentWrite, emptyChain, type Fact, sealFact } from '#kernel';
import type { Business } from '../domain/own-business.js';
import { noChanges, RequestKnown, type RequestRecord, type StoreDatabase } from '../ports/store-database.js';
import {
  allowanceId,
  cardId,
  hotNotice,
  otherSigner,
  otherStoreId,
  standing,
  storeId,
  values,
} from '#testing/store-node';

const says = CardBlockedAtStore.say({
  cardId,
  till: 'till-1',
  requestId: 'b-1',
  blockId: 'b10c0000-0000-4000-8000-000000000001',
  reason: 'Lost',
});
const said = (author: string): Fact =>
  sealFact(says, { author, head: emptyChain, at: { ms: 1, count: 0 } }, { seals, signer: otherSigner });
const hold = (factId: string, expiresAtMs: number, isLive = true): Business => ({
  kind: 'hold',
  expiresAtMs,
  hold: {
    factId,
    cardId,
    heldMinor: 500,
    mode: 'hybrid',
    backing: { draws: [], unbackedMinor: 500 },
    expiresAfterMs: 60_000,
    isLive,
  },
});
const record = (requestId: string, minor: number): RequestRecord => ({
  till: 'till-1',
  requestId,
  asked: String(minor),
  answer: { outcome: 'declined', onLine: true, why: { code: 'card-unknown' } },
  cardId,
});
const needs = { requests: [], business: [], cards: [cardId] };

/** What any database of a node promises. */
export function storeDatabaseCompliance(
  name: string,
  create: () => Promise<{ readonly database: StoreDatabase; drop(): Promise<void> }>,
): void {
  describe(`A node's database: ${name}`, () => {
    let under: Awaited<ReturnType<typeof create>>;
    let database: StoreDatabase;

    beforeEach(async () => {
      under = await create();
      ({ database } = under);
      await database.commit({ ...noChanges, values });
    });
    afterEach(() => under.drop());

    it('remembers what was written, and the end of its own chain', async () => {
      const fact = said(storeId);
      await database.commit({ ...noChanges, facts: [fact] });
      expect(await database.remember()).toMatchObject({
        values,
        head: { seq: 1, id: fact.id },
        headAt: fact.at,
      });
    });

    it('writes a place of its own chain once, and nothing else of a commit that would write it twice', async () => {
      await database.commit({ ...noChanges, facts: [said(storeId)] });
      const again = { ...noChanges, facts: [said(storeId)], standings: [standing()] };
      await expect(database.commit(again)).rejects.toThrow(ConcurrentWrite);
      expect((await database.load(needs)).cards[0]?.standing).toBeUndefined();
    });

    it('hears of a request for the first time once, and nothing else of a commit that would hear it twice', async () => {
      await database.commit({ ...noChanges, requests: [record('r-1', 100)] });
      const again = {
        ...noChanges,
        facts: [said(storeId)],
        requests: [record('r-2', 100), record('r-1', 200)],
        standings: [standing()],
      };
      await expect(database.commit(again)).rejects.toThrow(RequestKnown);
      const requests = ['r-1', 'r-2'].map((requestId) => ({ till: 'till-1', requestId }));
      const loaded = await database.load({ ...needs, requests });
      expect(loaded.requests).toEqual([record('r-1', 100)]);
      expect(loaded.cards).toEqual([]);
      expect(await database.chain(0, 10)).toEqual([]);
    });

    it('keeps of a request that is called off what it was called off by', async () => {
      const asked = record('r-1', 100);
      const annulled = { ...asked, annulment: asked.answer };
      await database.commit({ ...noChanges, requests: [asked, record('r-2', 100)] });
      await database.commit({ ...noChanges, annulled: [annulled] });
      expect((await database.load({ ...needs, requests: [asked] })).requests).toEqual([annulled]);
    });

    it('forgets what others said once a standing contains it, and goes back to no older standing', async () => {
      await database.commit({ ...noChanges, others: [said(otherStoreId)] });
      expect((await database.load(needs)).cards[0]?.facts).toHaveLength(1);
      const newer = standing({ version: 2, frontier: { [otherStoreId]: 1 } });
      await database.commit({ ...noChanges, standings: [newer] });
      await database.commit({ ...noChanges, standings: [standing()] });
      expect((await database.load(needs)).cards).toMatchObject([{ standing: { version: 2 }, facts: [] }]);
      expect(await database.othersBeyond({}, 10)).toEqual([]);
    });

    it('knows cards from lists, and blocked ones by what the hub has signed', async () => {
      const hot = hotNotice({ cardId, blockId: 'hub-1', version: 1 });
      await database.commit({
        ...noChanges,
        listed: [[cardId, 900, 'EUR', 'active', null]],
        hot: [hot, hot],
      });
      await database.commit({ ...noChanges, listed: [[cardId, 900, 'EUR', 'active', 'strict']] });
      expect((await database.load(needs)).cards).toMatchObject([
        { listed: [cardId, 900, 'EUR', 'active', 'strict'], hot: [{ blockId: 'hub-1' }] },
      ]);
      expect(await database.hotCards(undefined, 10)).toEqual([hot]);
      expect(await database.hotCards({ cardId, blockId: 'hub-1' }, 10)).toEqual([]);
    });

    it('finds cards of which value is set aside for the store', async () => {
      await database.commit({ ...noChanges, standings: [standing()] });
      expect(await database.cardsWithAllowances('', 10)).toEqual([cardId]);
      expect(await database.cardsWithAllowances(cardId, 10)).toEqual([]);
    });

    it('finds cards that only others have told of, until the hub says how they stand', async () => {
      await database.commit({ ...noChanges, facts: [said(storeId)] });
      expect(await database.cardsOnlyOthersTold('', 10)).toEqual([]);
      await database.commit({ ...noChanges, others: [said(otherStoreId)] });
      expect(await database.cardsOnlyOthersTold('', 10)).toEqual([cardId]);
      expect(await database.cardsOnlyOthersTold(cardId, 10)).toEqual([]);
      await database.commit({ ...noChanges, standings: [standing()] });
      expect(await database.cardsOnlyOthersTold('', 10)).toEqual([]);
    });

    it('remembers for ever when it first heard of an allowance, and with a card of those that it lists', async () => {
      const heardAt = { era: 1, ms: 5 };
      const leases = { [allowanceId]: heardAt };
      await database.commit({ ...noChanges, standings: [standing()], leases });
      await database.commit({ ...noChanges, leases: { [allowanceId]: { era: 1, ms: 9 } } });
      expect((await database.load(needs)).cards).toMatchObject([{ leases }]);
      await database.commit({ ...noChanges, standings: [standing({ version: 2, allowances: [] })] });
      const { cards, leases: known } = await database.load({
        ...needs,
        allowances: [allowanceId, otherStoreId],
      });
      expect(cards).toMatchObject([{ leases: {} }]);
      expect(known).toEqual(leases);
    });

    it('finds holds that are live and have expired, the first of them first', async () => {
      const business = [hold('late', 2_000), hold('early', 1_000), hold('ended', 500, false)];
      await database.commit({ ...noChanges, business });
      const expiredBy = async (ms: number) =>
        (await database.expiredHolds(ms, 10)).map(({ factId }) => factId);
      expect(await expiredBy(1_999)).toEqual(['early']);
      expect(await expiredBy(2_000)).toEqual(['early', 'late']);
    });
  });
}
