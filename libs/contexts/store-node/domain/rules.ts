import type { Currency } from '#kernel';
import type { Decline } from '../contracts/index.js';
import type { StoreBooks } from './books.js';
import type { CardView } from './card-view.js';

/** Why no new business is done on a card; the first rule that is broken counts. */
export function whyNotUsable(
  view: CardView | undefined,
  currency: Currency,
  books: StoreBooks,
): Decline | undefined {
  if (!view) return { code: 'card-unknown' };
  return whyNotActive(view) ?? whyOtherCurrency(view, currency, books);
}

function whyNotActive({ isActive, isBlocked }: CardView): Decline | undefined {
  if (isBlocked) return { code: 'card-blocked' };
  return isActive ? undefined : { code: 'card-not-active' };
}

/** A store's budgets are in its own currency: a card in another one cannot be weighed against them. */
function whyOtherCurrency(
  { currency: cardCurrency }: CardView,
  currency: Currency,
  { terms }: StoreBooks,
): Decline | undefined {
  const isRight = cardCurrency === currency && cardCurrency === terms.currency;
  return isRight ? undefined : { code: 'currency-mismatch', cardCurrency };
}
