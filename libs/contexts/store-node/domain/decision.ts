import type { StoreStatement } from '#contracts/gift-cards';

/** What a till is told when its request was carried out; amounts in minor units. */
export interface Approval {
  readonly approvedMinor: number;
  /** What is still to be paid by other means. */
  readonly dueMinor: number;
  readonly backedMinor: number;
  readonly unbackedMinor: number;
  /** The card's balance, as far as the store knows it, when this is done; undefined where it is about no card's value. */
  readonly balanceMinor: number | undefined;
  /** Version of the hub's standing that the store went by, 0 without one. */
  readonly knownVersion: number;
  readonly knowledgeAgeMs: number;
}

/** Why a request was declined: a code, and the numbers that explain it. */
export type Decline =
  | { readonly code: 'store-ended' }
  | { readonly code: 'card-unknown' }
  | { readonly code: 'card-not-active' }
  | { readonly code: 'card-already-active' }
  | { readonly code: 'card-blocked' }
  | { readonly code: 'card-not-in-stock' }
  | { readonly code: 'currency-mismatch'; readonly cardCurrency: string }
  /** `approvableMinor` is what could be had; `limit` says what stands in the way of more. */
  | {
      readonly code: 'not-covered';
      readonly approvableMinor: number;
      readonly backedMinor: number;
      readonly limit: Limit;
    }
  | { readonly code: 'load-budget-spent'; readonly leftMinor: number }
  | { readonly code: 'hold-unknown' }
  | { readonly code: 'hold-ended' }
  | { readonly code: 'more-than-held'; readonly heldMinor: number }
  | { readonly code: 'redemption-unknown' }
  | { readonly code: 'more-than-redeemed'; readonly leftMinor: number }
  | { readonly code: 'request-reused' }
  | { readonly code: 'request-annulled' }
  | { readonly code: 'not-annullable' };

/** What keeps a store from approving more than it has allowances for. */
export type Limit =
  | 'balance'
  | 'policy'
  | 'per-redemption'
  | 'per-card'
  | 'risk-budget'
  | 'optimistic-budget'
  | 'knowledge-age';

/** What a store decides: to say something and to tell the till, or why not. */
export type StoreDecision =
  | { readonly outcome: 'approved'; readonly says: readonly StoreStatement[]; readonly approval: Approval }
  | { readonly outcome: 'declined'; readonly why: Decline };

export const decline = (why: Decline): StoreDecision => ({ outcome: 'declined', why });

export const approve = (approval: Approval, ...says: StoreStatement[]): StoreDecision => ({
  outcome: 'approved',
  says,
  approval,
});
