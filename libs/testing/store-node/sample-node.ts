import { createSigner, newPrivateKey, seals } from '#adapters/crypto';
import {
  CARD_STANDING,
  type CardStanding,
  HOT_CARD,
  type HotCard,
  type StoreTerms,
  usualPolicy,
} from '#contracts/gift-cards';
import { type Clock, type Notice, sealNotice } from '#kernel';
import {
  noChanges,
  type NodeValues,
  type StoreDatabase,
  Writer,
  type WriterParts,
} from '#contexts/store-node';
import { countingIds } from '../specification/time-and-ids.js';

// A hub and a store for specs: real keys, and a clock that is set by hand.

export const hub = createSigner(newPrivateKey());
export const signer = createSigner(newPrivateKey());
export const otherSigner = createSigner(newPrivateKey());
export const storeId = '11111111-1111-4111-8111-111111111111';
export const otherStoreId = '22222222-2222-4222-8222-222222222222';
export const cardId = 'c0ffee00-0000-4000-8000-000000000001';
export const allowanceId = 'a110a0ce-0000-4000-8000-000000000001';

export const terms: StoreTerms = {
  storeId,
  version: 1,
  name: 'Main Street',
  currency: 'EUR',
  status: 'enrolled',
  riskGrantedMinor: 30_000,
  loadGrantedMinor: 50_000,
  optimisticMinorMax: 10_000,
  policy: usualPolicy,
  stock: [],
};

export const values: Partial<NodeValues> = {
  identity: { storeId, name: 'Main Street', publicKey: signer.publicKey, hubKey: hub.publicKey },
  terms,
  stores: {
    version: 1,
    stores: [
      { storeId, name: 'Main Street', publicKey: signer.publicKey },
      { storeId: otherStoreId, name: 'Station', publicKey: otherSigner.publicKey },
    ],
  },
  heard: { era: 1, ms: -1_000 },
};

export const standing = (change: Partial<CardStanding> = {}): CardStanding => ({
  cardId,
  version: 1,
  currency: 'EUR',
  status: 'active',
  balanceMinor: 5_000,
  heldMinor: 0,
  blocks: [],
  policy: usualPolicy,
  frontier: {},
  allowances: [{ id: allowanceId, storeId, leftMinor: 2_000, leaseMs: 3_600_000, recalled: false }],
  ...change,
});

export const standingNotice = (change: Partial<CardStanding> = {}): Notice<CardStanding> =>
  sealNotice(CARD_STANDING, standing(change), hub);

export const hotNotice = (hot: HotCard): Notice<HotCard> => sealNotice(HOT_CARD, hot, hub);

/** A clock that stands still until it is set. */
export class SetClock implements Clock {
  nowMs = 1_800_000_000_000;
  elapsedMs = 1_000;
  now = () => this.nowMs;
  elapsed = () => this.elapsedMs;
  after(): () => void {
    throw new Error('Nobody waits by this clock');
  }
  pass(ms: number): void {
    this.nowMs += ms;
    this.elapsedMs += ms;
  }
}

export const partsOn = (database: StoreDatabase, clock: Clock = new SetClock()): WriterParts => ({
  database,
  clock,
  ids: countingIds(),
  seals,
  signer,
});

/** An enrolled node that knows one card, with an allowance of 20.00 out of 50.00. */
export async function openNode(database: StoreDatabase, clock: Clock = new SetClock()): Promise<Writer> {
  await database.commit({ ...noChanges, values, standings: [] });
  const writer = await Writer.open(partsOn(database, clock));
  await writer.run({
    needs: { requests: [], business: [], cards: [cardId] },
    work: (set) => set.receiveStanding(standing(), { era: 1, ms: 0 }),
  });
  return writer;
}

export const redeeming = (requestId: string, minor: number, allowPartial = false) => ({
  kind: 'redeem' as const,
  till: 'till-1',
  requestId,
  cardId,
  minor,
  currency: 'EUR' as const,
  allowPartial,
});
