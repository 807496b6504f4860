import { Minor } from '#contracts/gift-cards';
import { Currency, Digest } from '#kernel';
import { z } from 'zod';

/** What a till is told when its request was carried out; amounts in minor units. */
export const Approval = z.strictObject({
  approvedMinor: Minor,
  /** What is still to be paid by other means. */
  dueMinor: Minor,
  backedMinor: Minor,
  unbackedMinor: Minor,
  /**
   * The card's balance, as far as the store knows it, when this is done: a sum, that may be below zero. Left out where it is
   * about no card's value.
   */
  balanceMinor: z.int().optional(),
  /** Version of the hub's standing that the store went by, 0 without one. */
  knownVersion: z.int().nonnegative(),
  knowledgeAgeMs: z.int().nonnegative(),
});
export type Approval = z.infer<typeof Approval>;

/**
 * What keeps a store from approving more than it has allowances for. `balance`: it does not know of more. `policy`: the card
 * has one that allows nothing so.
 */
export const Limit = z.enum([
  'balance',
  'policy',
  'per-redemption',
  'per-card',
  'risk-budget',
  'optimistic-budget',
  'knowledge-age',
]);
export type Limit = z.infer<typeof Limit>;

const because = <const Code extends string, Shape extends z.ZodRawShape>(code: Code, shape: Shape) =>
  z.strictObject({ code: z.literal(code), ...shape });

/** Why a request was declined: a code, and the numbers that explain it, in minor units. */
export const Decline = z.discriminatedUnion('code', [
  /** The store was revoked, forked or declared lost: it may say nothing more. */
  because('store-ended', {}),
  because('card-unknown', {}),
  because('card-not-active', {}),
  because('card-already-active', {}),
  because('card-blocked', {}),
  because('card-not-in-stock', {}),
  /** The request, or the store, has another currency than the card. */
  because('currency-mismatch', { cardCurrency: Currency }),
  /** `approvableMinor` is what could be had; `limit` says what stands in the way of more. */
  because('not-covered', { approvableMinor: Minor, backedMinor: Minor, limit: Limit }),
  because('load-budget-spent', { leftMinor: Minor }),
  /** As far as the store knows, the card would have more than any card may. */
  because('balance-limit', { limitMinor: Minor, balanceMinor: z.int() }),
  /** This store has placed no such hold. */
  because('hold-unknown', {}),
  because('hold-ended', {}),
  because('more-than-held', { heldMinor: Minor }),
  /** This store has redeemed and captured nothing by that fact. */
  because('redemption-unknown', {}),
  because('more-than-redeemed', { leftMinor: Minor }),
  /** The id was used for a request that asked for something else. */
  because('request-reused', {}),
  /** The request was called off. */
  because('request-annulled', {}),
  /** What was done stays: cash was taken, value went back, or a card was blocked or sold. */
  because('not-annullable', {}),
]);
export type Decline = z.infer<typeof Decline>;

/** The line to the hub was up. */
const onLine = z.boolean();

/** What a till is told, the same however often it asks. */
export const Answer = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('approved'),
    approval: Approval,
    /** The fact that says so: what a hold is captured and a redemption reversed by. Left out where nothing had to be said. */
    factId: Digest.optional(),
    onLine,
  }),
  z.strictObject({ outcome: z.literal('declined'), why: Decline, onLine }),
]);
export type Answer = z.infer<typeof Answer>;
