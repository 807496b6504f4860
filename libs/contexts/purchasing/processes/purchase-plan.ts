import type { Currency, DataOf, Money } from '#kernel';

import type { PurchaseConfirmed } from '../contracts/index.js';

type Confirmed = DataOf<typeof PurchaseConfirmed>;

/** Some pieces of one of the shop's goods, and the id that their reservation gets. */
export type PlannedLine = Pick<Confirmed['lines'][number], 'sku' | 'quantity'> & {
  readonly reservationId: string;
};

/** A gift card that pays a part, and the id that the hold on it gets. */
export interface PlannedHold {
  readonly cardId: string;
  readonly holdId: string;
  readonly amount: Money;
}

/** What the saga does for a purchase. All ids are chosen here, so that everything can be undone by them. */
export type PurchasePlan = {
  readonly purchaseId: string;
  readonly total: Money;
  readonly lines: readonly PlannedLine[];
  readonly cards: readonly PlannedHold[];
  readonly paymentId: string;
  readonly shipmentId: string;
  /** What the credit card pays, if it pays. */
  readonly payment?: { readonly token: string; readonly amount: Money };
  /** When the first of the reservations may run out, in milliseconds since 1970. */
  readonly goodsHeldUntil?: number;
};

export function planOf({ purchaseId, total, lines, tenders }: Confirmed): PurchasePlan {
  const cards = tenders.flatMap((tender) => (tender.kind === 'card' ? [tender] : []));
  const payment = tenders.find((tender) => tender.kind === 'payment');
  return {
    purchaseId,
    total,
    lines: lines.map(({ sku, quantity }, n) => ({ sku, quantity, reservationId: `${purchaseId}:line:${n}` })),
    cards: cards.map(({ cardId, amount }, n) => ({ cardId, amount, holdId: `${purchaseId}:hold:${n}` })),
    paymentId: `${purchaseId}:payment`,
    shipmentId: `${purchaseId}:shipment`,
    ...(payment && { payment: { token: payment.token, amount: payment.amount } }),
  };
}

/** Up to here nobody needs to look at a purchase, in minor units. */
export const APPROVAL_LIMIT_MINOR: Readonly<Record<Currency, number>> = {
  EUR: 500_000,
  USD: 500_000,
  GBP: 500_000,
  CHF: 500_000,
  JPY: 800_000,
};

export const needsApproval = ({ total }: PurchasePlan): boolean =>
  total.minor > APPROVAL_LIMIT_MINOR[total.currency];

export const hasPayment = ({ payment }: PurchasePlan): boolean => payment !== undefined;
