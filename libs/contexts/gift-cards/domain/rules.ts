import type { AnyRefusal, Money } from '#kernel';

import {
  BalanceLimitExceeded,
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  InsufficientBalance,
} from '../contracts/index.js';
import { type Active, availableMinor, type GiftCard } from './gift-card.js';

/** The largest balance that a card may have, in minor units: what a lost or stolen card can cost. */
export const BALANCE_MINOR_MAX = 200_000;

interface Transfer {
  readonly cardId: string;
  readonly amount: Money;
}

/** Says why not, or nothing. */
export type Rule<R extends AnyRefusal> = (card: Active, transfer: Transfer) => R | undefined;

/** The first rule that says no decides. */
export function firstRefusal<R extends AnyRefusal>(
  rules: readonly Rule<R>[],
  card: Active,
  transfer: Transfer,
): R | undefined {
  for (const rule of rules) {
    const refusal = rule(card, transfer);
    if (refusal) return refusal;
  }
  return undefined;
}

export const currencyIsTheCards: Rule<CurrencyMismatch> = (card, { cardId, amount }) =>
  amount.currency === card.currency
    ? undefined
    : new CurrencyMismatch({ cardId, cardCurrency: card.currency, requestedCurrency: amount.currency });

export const balanceStaysWithinLimit: Rule<BalanceLimitExceeded> = (card, { cardId, amount }) =>
  card.balanceMinor + amount.minor <= BALANCE_MINOR_MAX
    ? undefined
    : new BalanceLimitExceeded({
        cardId,
        limit: BALANCE_MINOR_MAX,
        balance: card.balanceMinor,
        requested: amount.minor,
        currency: card.currency,
      });

export const availableCoversAll: Rule<InsufficientBalance> = (card, transfer) =>
  availableMinor(card) >= transfer.amount.minor ? undefined : insufficient(card, transfer);

export const somethingIsAvailable: Rule<InsufficientBalance> = (card, transfer) =>
  availableMinor(card) > 0 ? undefined : insufficient(card, transfer);

const insufficient = (card: Active, { cardId, amount }: Transfer) =>
  new InsufficientBalance({
    cardId,
    available: availableMinor(card),
    requested: amount.minor,
    currency: card.currency,
  });

export type NotActive = CardUnknown | CardNotActive | CardIsBlocked;

/** Why a card cannot be loaded or drawn on. */
export function whyNotActive(card: Exclude<GiftCard, Active>, cardId: string): NotActive {
  switch (card.status) {
    case 'unissued':
      return new CardUnknown({ cardId });
    case 'issued':
      return new CardNotActive({ cardId });
    case 'blocked':
      return new CardIsBlocked({ cardId });
  }
}

export const sameMoney = (one: Money, other: Money): boolean =>
  one.minor === other.minor && one.currency === other.currency;
