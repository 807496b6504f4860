import type { StoreStatement } from '#contracts/gift-cards';
import type { Approval, Decline } from '../contracts/index.js';

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
