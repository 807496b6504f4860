import {
  CardBlockedAtStore,
  type CardPolicy,
  CardRedeemedAtStore,
  type CardStanding,
  type CardStatement,
  type StoreStatement,
  type StoreTerms,
  usualPolicy,
} from '#contracts/gift-cards';
import type { Fact } from '#kernel';
import type { Hold, Load, Redeem } from '../contracts/index.js';

// One store, one card, in euros, and what can have been said of it: for specs.

export const storeId = '01980000-0000-7000-8000-000000005701';
export const otherStoreId = '01980000-0000-7000-8000-000000005702';
export const cardId = '01980000-0000-7000-8000-00000000c001';
export const newId = '01980000-0000-7000-8000-00000000a001';

/** The id of an allowance, by a digit. */
export const allowance = (digit: number): string => `01980000-0000-7000-8000-00000000e00${digit}`;

/** An id as long as a digest, that can be read. */
export const factId = (text: string): string => text.padEnd(43, '_');

export const terms = (changed: Partial<StoreTerms> = {}): StoreTerms => ({
  storeId,
  version: 1,
  name: 'Main Street',
  currency: 'EUR',
  status: 'enrolled',
  riskGrantedMinor: 30_000,
  loadGrantedMinor: 100_000,
  optimisticMinorMax: 10_000,
  policy: usualPolicy,
  stock: [],
  ...changed,
});

export const policy = (changed: Partial<CardPolicy> = {}): CardPolicy => ({ ...usualPolicy, ...changed });

/** Of an active card with 50.00, of which nothing is set aside. */
export const standing = (changed: Partial<CardStanding> = {}): CardStanding => ({
  cardId,
  version: 1,
  currency: 'EUR',
  status: 'active',
  balanceMinor: 5_000,
  heldMinor: 0,
  blocks: [],
  policy: usualPolicy,
  frontier: {},
  allowances: [],
  ...changed,
});

/** Set aside for the store, for an hour. */
export const setAside = (digit: number, leftMinor: number, leaseMs: number | undefined = 3_600_000) => ({
  id: allowance(digit),
  storeId,
  leftMinor,
  leaseMs,
  recalled: false,
});

export const fact = <S extends StoreStatement>(seq: number, says: S, author = storeId): Fact<S> => ({
  id: factId(`${author.at(-1)}-${seq}`),
  author,
  seq,
  prev: seq === 1 ? null : factId(`${author.at(-1)}-${seq - 1}`),
  at: { ms: 1_767_225_600_000 + seq, count: 0 },
  says,
  signature: '',
});

export const asked = (requestId: string) => ({ till: 'till-1', requestId });

export const redeem = (minor: number, changed: Partial<Redeem> = {}): Redeem => ({
  kind: 'redeem',
  ...asked('redeem-1'),
  cardId,
  minor,
  currency: 'EUR',
  allowPartial: false,
  ...changed,
});

export const hold = (minor: number, changed: Partial<Hold> = {}): Hold => ({
  kind: 'hold',
  ...asked('hold-1'),
  cardId,
  minor,
  currency: 'EUR',
  expiresAfterMs: 900_000,
  ...changed,
});

export const load = (minor: number, changed: Partial<Load> = {}): Load => ({
  kind: 'load',
  ...asked('load-1'),
  cardId,
  minor,
  currency: 'EUR',
  ...changed,
});

/** Without an allowance, unless draws are given. */
export const redeemed = (
  minor: number,
  draws: { allowanceId: string; minor: number }[] = [],
): CardStatement =>
  CardRedeemedAtStore.say({
    cardId,
    ...asked('redeem-1'),
    requestedMinor: minor,
    allowPartial: false,
    minor,
    draws,
    unbackedMinor: draws.reduce((rest, draw) => rest - draw.minor, minor),
    mode: 'hybrid',
    seenVersion: 1,
  });

export const blocked = (): CardStatement =>
  CardBlockedAtStore.say({ cardId, ...asked('block-1'), blockId: newId, reason: 'stolen' });
