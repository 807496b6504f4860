import type { AnyRefusal, Money } from '#kernel';

import {
  BALANCE_MINOR_MAX,
  BalanceLimitExceeded,
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  InsufficientBalance,
} from '../contracts/index.js';
import type { Active, GiftCard } from './gift-card.js';
import { approvableMinor } from './free.js';
import { freeMinor } from './ledger/ledger.js';

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
  approvableMinor(card, transfer.amount.minor) === transfer.amount.minor
    ? undefined
    : notCovered(card, transfer);

export const somethingIsAvailable: Rule<InsufficientBalance> = (card, transfer) =>
  approvableMinor(card, transfer.amount.minor) > 0 ? undefined : notCovered(card, transfer);

const notCovered = (card: Active, { cardId, amount }: Transfer) =>
  insufficient(card, { cardId, minor: amount.minor });

/** It says what is set aside at stores, so that whoever asks can ask for it back. */
export function insufficient(
  card: Active,
  { cardId, minor }: { readonly cardId: string; readonly minor: number },
): InsufficientBalance {
  const { currency, allowances } = card;
  const setAside = allowances.setAsideMinor;
  // Below zero more is promised than there is: for whoever asks that is nothing.
  const available = Math.max(0, freeMinor(card));
  return new InsufficientBalance({
    cardId,
    available,
    requested: minor,
    currency,
    ...(setAside > 0 && { setAside }),
  });
}

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
