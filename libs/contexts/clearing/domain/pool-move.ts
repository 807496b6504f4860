import {
  CardLoaded,
  CardRedeemed,
  type CardStatement,
  effectOf,
  HoldCaptured,
  type Outlet,
  OverdraftSettled,
  type SettledHow,
  StoreFactsRecorded,
  understand,
} from '#contracts/gift-cards';
import type { DataOf, MessageOf } from '#kernel';
import type { z } from 'zod';
import { type BookCurrency, NO_CURRENCY } from '../contracts/index.js';

/** What changes the pool: the sum of the balances of all cards. */
export const poolEvents = [
  CardLoaded,
  CardRedeemed,
  HoldCaptured,
  StoreFactsRecorded,
  OverdraftSettled,
] as const;
export type PoolEvent = MessageOf<(typeof poolEvents)[number]>;

/** An outlet took money in for value, gave goods for value, or makes up for a part of an overdraft. */
export interface PoolMove {
  readonly what: 'collected' | 'honoured' | z.infer<typeof SettledHow>;
  readonly outlet: Outlet;
  /** In minor units; below zero where a redemption was reversed. */
  readonly minor: number;
}

export function currencyOf({ type, data }: PoolEvent): BookCurrency {
  switch (type) {
    case 'gift-cards.store-facts-recorded':
      return data.after.currency ?? NO_CURRENCY;
    case 'gift-cards.overdraft-settled':
      return data.currency ?? NO_CURRENCY;
    default:
      return data.amount.currency;
  }
}

/** Facts that this build does not understand move nothing. */
export function movesOf({ type, data }: PoolEvent): readonly PoolMove[] {
  switch (type) {
    case 'gift-cards.card-loaded':
      return [{ what: 'collected', outlet: 'hub', minor: data.amount.minor }];
    case 'gift-cards.card-redeemed':
    case 'gift-cards.hold-captured':
      return [{ what: 'honoured', outlet: 'hub', minor: data.amount.minor }];
    case 'gift-cards.overdraft-settled':
      return [{ what: data.how, outlet: data.bearer, minor: data.minor }];
    case 'gift-cards.store-facts-recorded':
      return movesAtStore(data);
  }
}

const movesAtStore = ({ cardId, storeId, facts }: DataOf<typeof StoreFactsRecorded>): readonly PoolMove[] =>
  facts
    .map(({ says }) => understand(says))
    .filter((said): said is CardStatement => said?.body.cardId === cardId)
    .flatMap((said) => moveOf(said, storeId));

function moveOf(said: CardStatement, outlet: Outlet): readonly PoolMove[] {
  const { balanceMinor } = effectOf(said);
  if (balanceMinor === 0) return [];
  if (said.type === 'gift-cards.loaded-at-store') return [{ what: 'collected', outlet, minor: balanceMinor }];
  return [{ what: 'honoured', outlet, minor: -balanceMinor }];
}

/** What a move adds to the pool, in minor units. */
export const poolChangeOf = ({ what, minor }: PoolMove): number => (what === 'honoured' ? -minor : minor);
