import { CardPolicy } from '#contracts/gift-cards';
import { Currency, Digest, event } from '#kernel';
import { z } from 'zod';
import { EndReason, StoreId, StoreName, Why } from './fields.js';

const key = { key: 'storeId' } as const;

export class StoreRegistered extends event(
  'clearing.store-registered',
  { storeId: StoreId, name: StoreName, currency: Currency, codeDigest: Digest, codeUntilMs: z.int() },
  key,
) {}

export class StoreEnrolled extends event(
  'clearing.store-enrolled',
  { storeId: StoreId, publicKey: Digest },
  key,
) {}

export class RiskGranted extends event(
  'clearing.risk-granted',
  { storeId: StoreId, grantId: z.string(), minor: z.int().positive() },
  key,
) {}

/** So much of the store's risk budget is there again; `endedMinor` is all that was ever given back. */
export class RiskReplenished extends event(
  'clearing.risk-replenished',
  { storeId: StoreId, minor: z.int().positive(), endedMinor: z.int().positive() },
  key,
) {}

export class LoadBudgetGranted extends event(
  'clearing.load-budget-granted',
  { storeId: StoreId, grantId: z.string(), minor: z.int().positive() },
  key,
) {}

export class StorePolicySet extends event(
  'clearing.store-policy-set',
  { storeId: StoreId, policy: CardPolicy, optimisticMinorMax: z.int().nonnegative() },
  key,
) {}

export class StockAssigned extends event(
  'clearing.stock-assigned',
  { storeId: StoreId, cardIds: z.array(z.uuid()) },
  key,
) {}

/** `why` is what a person said, or what a fork is made of. */
export class StoreEnded extends event(
  'clearing.store-ended',
  { storeId: StoreId, reason: EndReason, acceptedThrough: z.int().nonnegative(), why: Why },
  key,
) {}

export class FactsAccepted extends event(
  'clearing.facts-accepted',
  { storeId: StoreId, acceptedThrough: z.int().positive(), why: Why },
  key,
) {}
