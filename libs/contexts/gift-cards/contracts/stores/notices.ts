import { Currency, Digest } from '#kernel';
import { z } from 'zod';
import { CardId, Minor, Uuid } from '../fields.js';
import { CardPolicy, PolicyMode } from './policy.js';

// Loose objects throughout: a store may be older than the hub that tells it something.

/** Value that is set aside for one store, as far as the hub knows. */
export const AllowanceStanding = z.object({
  id: Uuid,
  storeId: Uuid,
  /** What the hub knows to be left of it, holds of the store taken off. */
  leftMinor: z.int(),
  /**
   * How long the store may draw on it, by its monotonic clock, from when it first heard of it; not said of one that a load at
   * the store has made, which never ends.
   */
  leaseMs: z.int().positive().optional(),
  /** The hub wants it back. */
  recalled: z.boolean(),
});
export type AllowanceStanding = z.infer<typeof AllowanceStanding>;

/**
 * A card as the hub knows it: sums over all that it was told, and how far that was. What a store knows besides are the facts
 * that the frontier does not cover. A later version has a frontier that is nowhere behind an earlier one.
 */
export const CardStanding = z.object({
  cardId: CardId,
  /** Rises with all that the hub learns of the card. */
  version: z.int().positive(),
  currency: Currency,
  status: z.enum(['issued', 'active']),
  /** May be below zero: it is a sum, and nothing else. */
  balanceMinor: z.int(),
  /** Set aside by holds, at the hub and at stores. */
  heldMinor: z.int(),
  /** Blocks that no unblocking has named. */
  blocks: z.array(z.string()),
  policy: CardPolicy.loose(),
  /**
   * By store, the place in its chain up to which its facts on this card are contained. It stops before a fact that the hub
   * does not understand.
   */
  frontier: z.record(Uuid, z.int().positive()),
  /** Those with something left, or below zero. */
  allowances: z.array(AllowanceStanding),
});
export type CardStanding = z.infer<typeof CardStanding>;
export const CARD_STANDING = 'gift-cards.card-standing';

/** What the hub allows a store. Amounts only grow: what is left is what the store has not used of them. */
export const StoreTerms = z.object({
  storeId: Uuid,
  version: z.int().positive(),
  name: z.string(),
  currency: Currency,
  /** `ended`: revoked, forked or declared lost. It may say nothing more. */
  status: z.enum(['enrolled', 'ended']),
  /** All that was ever granted for redemptions without an allowance. */
  riskGrantedMinor: Minor,
  /** All that may be loaded with cash. */
  loadGrantedMinor: Minor,
  /** What optimistic redemptions may take in all, as long as the hub has not confirmed them. */
  optimisticMinorMax: Minor,
  /** For cards that the store knows from a list only. */
  policy: CardPolicy.loose(),
  /** Cards that the store may activate. */
  stock: z.array(CardId),
});
export type StoreTerms = z.infer<typeof StoreTerms>;
export const STORE_TERMS = 'gift-cards.store-terms';

/** The hub has the facts of this store up to here: a receipt. */
export const Checkpoint = z.object({ storeId: Uuid, seq: z.int().nonnegative(), head: Digest.nullable() });
export type Checkpoint = z.infer<typeof Checkpoint>;
export const CHECKPOINT = 'gift-cards.checkpoint';

/** Who the stores are, so that they believe each other's facts. */
export const StoreList = z.object({
  version: z.int().positive(),
  stores: z.array(
    z.object({
      storeId: Uuid,
      name: z.string(),
      publicKey: Digest,
      /** For a store that ended: its last fact that counts. */
      acceptedThrough: z.int().nonnegative().optional(),
    }),
  ),
});
export type StoreList = z.infer<typeof StoreList>;
export const STORE_LIST = 'gift-cards.store-list';

/** A blocked card, for everybody: it may travel by any way. A standing of that version or a later one knows better. */
export const HotCard = z.object({ cardId: CardId, blockId: z.string(), version: z.int().positive() });
export type HotCard = z.infer<typeof HotCard>;
export const HOT_CARD = 'gift-cards.hot-card';

/** A card in a list: id, balance in minor units, currency, whether it can be used. */
export const ListedCard = z.tuple([CardId, z.int(), Currency, z.enum(['active', 'issued', 'blocked'])]);
export type ListedCard = z.infer<typeof ListedCard>;

/** Cards that a store may meet, as they stood at the time of the list. */
export const CardList = z.object({
  /** Milliseconds since 1970 by the hub's clock. */
  asOfMs: z.int(),
  cards: z.array(ListedCard),
  /** How stores may decide on each of the cards, in the same order. Hubs of before leave it out; what is not known is strict. */
  modes: z.array(PolicyMode.catch('strict')).optional(),
});
export type CardList = z.infer<typeof CardList>;
export const CARD_LIST = 'gift-cards.card-list';
