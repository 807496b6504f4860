import { AMOUNT_MINOR_MAX, Digest, statement } from '#kernel';
import { z } from 'zod';
import { BlockReason, CardId, Uuid } from '../fields.js';
import { PolicyMode } from './policy.js';

/** A device at a counter. */
export const TillId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
/** Chosen by the till, once for each thing that it wants, and the same however often it asks. */
export const RequestId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/);

const PositiveMinor = z.int().positive().max(AMOUNT_MINOR_MAX);
const SomeMinor = z.int().nonnegative().max(AMOUNT_MINOR_MAX);

/** A part of an allowance; its id is the hub's grant, or the load at this store that made it. */
export const Draw = z.strictObject({ allowanceId: Uuid, minor: PositiveMinor });
export type Draw = z.infer<typeof Draw>;
/** What goes beyond so many allowances of one card is drawn on none. */
export const DRAWS_MAX = 100;
const Draws = z.array(Draw).max(DRAWS_MAX);

const request = { till: TillId, requestId: RequestId };
/** How the store was to decide on the card, as far as it knew: an optimistic unbacked part is no part of its risk. */
const mode = { mode: PolicyMode };
/** `minor` is the sum of the draws and of `unbackedMinor`, which no allowance covers. */
const backing = { draws: Draws, unbackedMinor: SomeMinor, ...mode };
/** What goes back to where it came from: to the unbacked part first. The mode is that of what it comes from. */
const givenBack = { back: Draws, unbackedBackMinor: SomeMinor, ...mode };
/** Version of the card's standing that the decision rests on, 0 when there was none: evidence, not a condition. */
const seen = { seenVersion: z.int().nonnegative() };

/** Value was taken; `requestedMinor` is what was asked for. */
export const CardRedeemedAtStore = statement('gift-cards.redeemed-at-store', {
  cardId: CardId,
  ...request,
  requestedMinor: PositiveMinor,
  allowPartial: z.boolean(),
  minor: PositiveMinor,
  ...backing,
  ...seen,
});

/** A part of a redemption, or all of it, was undone by the store that made it. */
export const RedemptionReversed = statement('gift-cards.redemption-reversed', {
  cardId: CardId,
  ...request,
  /** The fact that is undone. */
  redemption: Digest,
  minor: PositiveMinor,
  ...givenBack,
  why: z.enum(['asked', 'annulled']),
});

/** A request that never arrived was called off: should it come later, it is refused. */
export const RequestAnnulled = statement('gift-cards.request-annulled', { ...request });

/** Value was set aside. */
export const HoldPlacedAtStore = statement('gift-cards.hold-placed-at-store', {
  cardId: CardId,
  ...request,
  minor: PositiveMinor,
  ...backing,
  expiresAfterMs: z.int().positive(),
  ...seen,
});

/** A hold was taken, in part or whole; what is left of it goes back. A hold ends once. */
export const HoldCapturedAtStore = statement('gift-cards.hold-captured-at-store', {
  cardId: CardId,
  ...request,
  /** The fact that placed it. */
  hold: Digest,
  heldMinor: PositiveMinor,
  minor: PositiveMinor,
  ...givenBack,
});

/** All of a hold goes back. */
export const HoldReleasedAtStore = statement('gift-cards.hold-released-at-store', {
  cardId: CardId,
  hold: Digest,
  heldMinor: PositiveMinor,
  ...givenBack,
  why: z.enum(['asked', 'annulled', 'expired']),
});

/** Cash was taken in. The value is an allowance of this store, named by `loadId`, until it is returned. */
export const CardLoadedAtStore = statement('gift-cards.loaded-at-store', {
  cardId: CardId,
  ...request,
  loadId: Uuid,
  minor: PositiveMinor,
  tender: z.literal('cash'),
});

/** A card out of the stock of this store became active. */
export const CardActivatedAtStore = statement('gift-cards.activated-at-store', {
  cardId: CardId,
  ...request,
});

/** From here on the card is blocked, until an unblocking names this block. */
export const CardBlockedAtStore = statement('gift-cards.blocked-at-store', {
  cardId: CardId,
  ...request,
  blockId: Uuid,
  reason: BlockReason,
});

/** What is left of an allowance is the hub's again. */
export const AllowanceReturned = statement('gift-cards.allowance-returned', {
  cardId: CardId,
  allowanceId: Uuid,
  minor: PositiveMinor,
  why: z.enum(['recalled', 'lapsed', 'blocked', 'asked']),
});

/** All that a store can say. */
export const storeStatements = [
  CardRedeemedAtStore,
  RedemptionReversed,
  RequestAnnulled,
  HoldPlacedAtStore,
  HoldCapturedAtStore,
  HoldReleasedAtStore,
  CardLoadedAtStore,
  CardActivatedAtStore,
  CardBlockedAtStore,
  AllowanceReturned,
] as const;

export type StoreStatement = ReturnType<(typeof storeStatements)[number]['say']>;
/** Those that are about a card. */
export type CardStatement = Exclude<StoreStatement, { readonly type: 'gift-cards.request-annulled' }>;
