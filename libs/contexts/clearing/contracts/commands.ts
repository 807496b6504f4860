import { AMOUNT_MINOR_MAX, command, Currency, Digest } from '#kernel';
import { CardPolicy } from '#contracts/gift-cards';
import { z } from 'zod';
import { EndReason, StoreId, StoreName, Why } from './fields.js';

const key = { key: 'storeId' } as const;
const PositiveMinor = z.int().positive().max(AMOUNT_MINOR_MAX);

/** A store may enrol with the code of this digest, until then (milliseconds since 1970). */
export class RegisterStore extends command(
  'clearing.register-store',
  { storeId: StoreId, name: StoreName, currency: Currency, codeDigest: Digest, codeUntilMs: z.int() },
  key,
) {}

/** A node takes the place of the store, with a key of its own. */
export class EnrolStore extends command(
  'clearing.enrol-store',
  { storeId: StoreId, codeDigest: Digest, publicKey: Digest },
  key,
) {}

/** Lets the store approve so much more without an allowance; once for each `grantId`. */
export class GrantRisk extends command(
  'clearing.grant-risk',
  { storeId: StoreId, grantId: z.string().max(200), minor: PositiveMinor },
  key,
) {}

/**
 * Gives back to a store's risk budget what was no risk after all. `endedMinor` is all of that since the store began, so that
 * nothing is given back twice.
 */
export class ReplenishRisk extends command(
  'clearing.replenish-risk',
  { storeId: StoreId, endedMinor: z.int().positive() },
  key,
) {}

/** Lets the store take in so much more cash; once for each `grantId`. */
export class GrantLoadBudget extends command(
  'clearing.grant-load-budget',
  { storeId: StoreId, grantId: z.string().max(200), minor: PositiveMinor },
  key,
) {}

/** How the store decides on cards that it knows from the list only, and what optimistic cards may take in all. */
export class SetStorePolicy extends command(
  'clearing.set-store-policy',
  { storeId: StoreId, policy: CardPolicy, optimisticMinorMax: z.int().nonnegative().max(AMOUNT_MINOR_MAX) },
  key,
) {}

/** Gives cards to the store, which it alone may activate. */
export class AssignStock extends command(
  'clearing.assign-stock',
  { storeId: StoreId, cardIds: z.array(z.uuid().toLowerCase()).min(1).max(1_000) },
  key,
) {}

/**
 * The store says nothing more that counts behind this place in its chain. `heardThrough` is the last one that the hub had taken in
 * when somebody asked for it; undefined when the hub itself ends it there.
 */
export class EndStore extends command(
  'clearing.end-store',
  {
    storeId: StoreId,
    reason: EndReason,
    acceptedThrough: z.int().nonnegative(),
    heardThrough: z.int().nonnegative().optional(),
    why: Why,
  },
  key,
) {}

/** Facts of a store that has ended count up to here after all. */
export class AcceptFacts extends command(
  'clearing.accept-facts',
  { storeId: StoreId, acceptedThrough: z.int().positive(), why: Why },
  key,
) {}
