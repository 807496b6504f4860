import type { DataOf } from '#kernel';

import { ConfirmPurchase, PurchaseConfirmed, type PurchaseLine, type Tender } from '../contracts/index.js';

export const purchaseId = '01920000-0000-7000-8000-000000000001';
export const cardA = '01920000-0000-7000-8000-00000000000a';
export const cardB = '01920000-0000-7000-8000-00000000000b';

export const euros = (minor: number) => ({ minor, currency: 'EUR' as const });

export const line = (sku: string, quantity: number, minor: number): PurchaseLine => ({
  sku,
  quantity,
  unitPrice: euros(minor),
});
export const byCard = (cardId: string, minor: number): Tender => ({
  kind: 'card',
  cardId,
  amount: euros(minor),
});
export const byPayment = (minor: number, token = 'tok_visa'): Tender => ({
  kind: 'payment',
  token,
  amount: euros(minor),
});

type Wish = Omit<DataOf<typeof ConfirmPurchase>, 'purchaseId'>;

/** Two sorts of coffee for 34.00, paid with two gift cards and a credit card. */
export const wish: Wish = {
  lines: [line('espresso-beans', 2, 1_200), line('filter-papers', 4, 250)],
  tenders: [byCard(cardA, 1_000), byPayment(1_900), byCard(cardB, 500)],
};

export const confirmPurchase = (other: Partial<Wish> = {}) =>
  new ConfirmPurchase({ purchaseId, ...wish, ...other });

export const confirmed = (other: Partial<Wish> = {}) => {
  const { lines, tenders } = { ...wish, ...other };
  const minor = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.minor, 0);
  return new PurchaseConfirmed({ purchaseId, lines, tenders, total: euros(minor) });
};
