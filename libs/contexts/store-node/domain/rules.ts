import type { Currency } from '#kernel';
import type { StoreBooks } from './books.js';
import type { CardView } from './card-view.js';
import type { Decline } from './decision.js';

/** Why no new business is done on a card; the first rule that is broken counts. */
export function whyNotUsable(
  view: CardView | undefined,
  currency: Currency,
  books: StoreBooks,
): Decline | undefined {
  return whyNotKnown(view, books) ?? (view && (whyNotActive(view) ?? whyOtherCurrency(view, currency)));
}

/** Undefined means that there is a view. */
export function whyNotKnown(view: CardView | undefined, { terms }: StoreBooks): Decline | undefined {
  if (terms.status === 'ended') return { code: 'store-ended' };
  return view ? undefined : { code: 'card-unknown' };
}

function whyNotActive({ isActive, isBlocked }: CardView): Decline | undefined {
  if (isBlocked) return { code: 'card-blocked' };
  return isActive ? undefined : { code: 'card-not-active' };
}

const whyOtherCurrency = (view: CardView, currency: Currency): Decline | undefined =>
  view.currency === currency ? undefined : { code: 'currency-mismatch', cardCurrency: view.currency };
