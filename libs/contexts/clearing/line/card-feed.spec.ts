import { createMemoryDatabase } from '#adapters/memory';
import { AllowanceGranted, CardBlocked, CardRedeemed, StoreFactsRecorded } from '#contracts/gift-cards';
import type { Database } from '#kernel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { StockAssigned } from '../contracts/index.js';
import { stores } from '../read-models/stores.projection.js';
import { cardFeed } from './card-feed.js';

const [north, south] = ['01980000-0000-7000-8000-000000005101', '01980000-0000-7000-8000-000000005102'];
const [cardId, other] = ['01980000-0000-7000-8000-00000000c001', '01980000-0000-7000-8000-00000000c002'];
const amount = { minor: 100, currency: 'EUR' } as const;

const granted = (storeId: string) =>
  new AllowanceGranted({
    cardId,
    storeId,
    allowanceId: '01980000-0000-7000-8000-00000000a001',
    minor: 100,
    leaseMs: 3_600_000,
    purpose: 'prefetch',
  });

const redeemed = new CardRedeemed({ cardId, redemptionId: cardId, amount, requested: amount });

const recorded = (storeId: string, type: string) =>
  new StoreFactsRecorded({
    cardId,
    storeId,
    facts: [
      {
        id: 'fact-1'.padEnd(43, '_'),
        seq: 1,
        at: { ms: 0, count: 0 },
        forked: false,
        says: { type, version: 1, body: {} },
      },
    ],
    after: { status: 'active', balanceMinor: 0, heldMinor: 0, setAsideMinor: 0, currency: 'EUR' },
  });

describe('The feed of cards', () => {
  let database: Database;

  beforeEach(async () => {
    database = createMemoryDatabase();
    await database.transaction(async (tx) => {
      await tx.readModels.prepare([stores]);
      const rows = [north, south].map((storeId): [string, object] => [storeId, { storeId }]);
      await tx.readModels.save(stores, new Map(rows));
    });
  });

  const happened = (...events: readonly object[]): Promise<void> =>
    database.transaction((tx) =>
      cardFeed.follow(
        tx,
        events.map((event, at) => ({ event, stream: '', streamVersion: at, at: '' })),
      ),
    );

  const toldTo = (storeId: string, after = 0) =>
    database.transaction((tx) => tx.facts.changed(storeId, after, 10));

  const cardsToldTo = async (storeId: string): Promise<string[]> =>
    (await toldTo(storeId)).map((each) => each.cardId);

  it('tells a store of a card from when it has an allowance on it, has it in stock, or has said something of it', async () => {
    await happened(redeemed);
    await expect(cardsToldTo(north)).resolves.toEqual([]);
    await happened(new StockAssigned({ storeId: north, cardIds: [other] }), granted(north));
    await happened(recorded(south, 'gift-cards.redeemed-at-store'));
    await expect(cardsToldTo(north)).resolves.toEqual([other, cardId]);
    await expect(cardsToldTo(south)).resolves.toEqual([cardId]);
  });

  it('tells it again of what has changed, once for all that happened', async () => {
    await happened(granted(north));
    const [{ position } = { position: 0 }] = await toldTo(north);
    await happened(redeemed, redeemed);
    await expect(toldTo(north, position)).resolves.toEqual([{ cardId, position: position + 1 }]);
  });

  it('does not tell others of an allowance', async () => {
    await happened(granted(north));
    const [{ position } = { position: 0 }] = await toldTo(north);
    await happened(granted(south));
    await expect(toldTo(north, position)).resolves.toEqual([]);
  });

  it.each([
    ['the hub', new CardBlocked({ cardId, reason: 'reported lost' })],
    ['a store', recorded(north, 'gift-cards.blocked-at-store')],
  ])('tells all stores when %s has blocked a card', async (_, blocked) => {
    await happened(blocked);
    await expect(cardsToldTo(north)).resolves.toEqual([cardId]);
    await expect(cardsToldTo(south)).resolves.toEqual([cardId]);
  });
});
