import { AMOUNT_MINOR_MAX, type DataOf, type Money } from '#kernel';

import {
  CardTenderedTwice,
  type ConfirmPurchase,
  MixedCurrencies,
  PurchaseTooLarge,
  type Sum,
  TendersDoNotCoverTotal,
  TooManyPayments,
} from '../contracts/index.js';

type Wish = DataOf<typeof ConfirmPurchase>;

/** What a customer may wish: the refusal when they may not. */
type Rule<Refusal> = (wish: Wish) => Refusal | undefined;

const oneCurrency: Rule<MixedCurrencies> = ({ purchaseId, lines, tenders }) => {
  const amounts = [...lines.map(({ unitPrice }) => unitPrice), ...tenders.map(({ amount }) => amount)];
  const currencies = [...new Set(amounts.map(({ currency }) => currency))];
  return currencies.length > 1 ? new MixedCurrencies({ purchaseId, currencies }) : undefined;
};

const totalCanBeMoved: Rule<PurchaseTooLarge> = (wish) => {
  const total = totalOf(wish);
  if (total.minor <= AMOUNT_MINOR_MAX) return undefined;
  const limit = { minor: AMOUNT_MINOR_MAX, currency: total.currency };
  return new PurchaseTooLarge({ purchaseId: wish.purchaseId, total, limit });
};

const onePaymentAtMost: Rule<TooManyPayments> = ({ purchaseId, tenders }) => {
  const payments = tenders.filter(({ kind }) => kind === 'payment').length;
  return payments > 1 ? new TooManyPayments({ purchaseId, payments }) : undefined;
};

const eachCardOnce: Rule<CardTenderedTwice> = ({ purchaseId, tenders }) => {
  const cards = tenders.flatMap((tender) => (tender.kind === 'card' ? [tender.cardId] : []));
  const cardId = cards.find((card, at) => cards.indexOf(card) !== at);
  return cardId === undefined ? undefined : new CardTenderedTwice({ purchaseId, cardId });
};

const tendersAreTheTotal: Rule<TendersDoNotCoverTotal> = (wish) => {
  const total = totalOf(wish);
  const tendered = sumOf(
    total.currency,
    wish.tenders.map(({ amount }) => amount.minor),
  );
  return tendered.minor === total.minor
    ? undefined
    : new TendersDoNotCoverTotal({ purchaseId: wish.purchaseId, total, tendered });
};

/** In this order: the first that is broken is the answer. */
export const confirmationRules = [
  oneCurrency,
  totalCanBeMoved,
  onePaymentAtMost,
  eachCardOnce,
  tendersAreTheTotal,
] as const;

/** What all lines cost together, in the currency of the first. */
export function totalOf({ lines }: Wish): Sum {
  const [first] = lines;
  if (!first) throw new Error('A purchase without lines has no total');
  return sumOf(
    first.unitPrice.currency,
    lines.map(({ quantity, unitPrice }) => quantity * unitPrice.minor),
  );
}

const sumOf = (currency: Money['currency'], minors: readonly number[]): Sum => ({
  minor: minors.reduce((sum, minor) => sum + minor, 0),
  currency,
});
