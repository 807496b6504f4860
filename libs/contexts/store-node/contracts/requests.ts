import { BlockReason, CardId, RequestId, TillId } from '#contracts/gift-cards';
import { AMOUNT_MINOR_MAX, Currency, Digest } from '#kernel';
import { z } from 'zod';

const Minor = z.int().positive().max(AMOUNT_MINOR_MAX);
const asked = { till: TillId, requestId: RequestId };
const amount = { minor: Minor, currency: Currency };

/** Seven days. */
const HOLD_MS_MAX = 7 * 24 * 3_600_000;

/** Takes value at once; with `allowPartial` less may be approved. */
export const Redeem = z.strictObject({
  kind: z.literal('redeem'),
  ...asked,
  cardId: CardId,
  ...amount,
  allowPartial: z.boolean().default(false),
});
export type Redeem = z.infer<typeof Redeem>;

/** Sets value aside, all of it or nothing. */
export const Hold = z.strictObject({
  kind: z.literal('hold'),
  ...asked,
  cardId: CardId,
  ...amount,
  expiresAfterMs: z.int().positive().max(HOLD_MS_MAX).default(900_000),
});
export type Hold = z.infer<typeof Hold>;

/** Takes a hold, or a part of it; the rest goes back. */
export const Capture = z.strictObject({
  kind: z.literal('capture'),
  ...asked,
  hold: Digest,
  minor: Minor.optional(),
});
export type Capture = z.infer<typeof Capture>;

export const Release = z.strictObject({ kind: z.literal('release'), ...asked, hold: Digest });
export type Release = z.infer<typeof Release>;

/** Undoes a redemption or a captured hold of this store, or a part of it. */
export const Reverse = z.strictObject({
  kind: z.literal('reverse'),
  ...asked,
  redemption: Digest,
  minor: Minor.optional(),
});
export type Reverse = z.infer<typeof Reverse>;

/** Makes sure that the request of this id has no effect, whether it came, comes late, or never. */
export const Annul = z.strictObject({ kind: z.literal('annul'), ...asked });
export type Annul = z.infer<typeof Annul>;

/** Takes cash in. */
export const Load = z.strictObject({ kind: z.literal('load'), ...asked, cardId: CardId, ...amount });
export type Load = z.infer<typeof Load>;

/** Sells a card out of this store's stock. */
export const Activate = z.strictObject({ kind: z.literal('activate'), ...asked, cardId: CardId });
export type Activate = z.infer<typeof Activate>;

export const Block = z.strictObject({
  kind: z.literal('block'),
  ...asked,
  cardId: CardId,
  reason: BlockReason,
});
export type Block = z.infer<typeof Block>;

/** What a till may ask for. */
export const TillRequest = z.discriminatedUnion('kind', [
  Redeem,
  Hold,
  Capture,
  Release,
  Reverse,
  Annul,
  Load,
  Activate,
  Block,
]);
export type TillRequest = z.infer<typeof TillRequest>;
