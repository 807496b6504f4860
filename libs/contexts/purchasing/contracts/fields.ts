import { z } from 'zod';

import { CardId } from '#contracts/gift-cards';
import { Sku } from '#contracts/inventory';
import { PaymentToken } from '#contracts/payments';
import { Currency, Money } from '#kernel';

// No control characters and no half of a surrogate pair: what is said must be storable as text everywhere.
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** The same id however its letters are written, so that a request that comes again in capitals is the same request. */
export const PurchaseId = z.uuid().toLowerCase();

export const LINES_MAX = 50;
export const QUANTITY_MAX = 1_000;
export const TENDERS_MAX = 10;

/** Some pieces of one of the shop's goods, at the price of one piece that the customer was shown. */
export const PurchaseLine = z.strictObject({
  sku: Sku,
  quantity: z.int().positive().max(QUANTITY_MAX),
  unitPrice: Money,
});
export type PurchaseLine = z.infer<typeof PurchaseLine>;

/** A means of payment: a gift card, or a credit card by the token that the payment provider gave for it. */
export const Tender = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('card'), cardId: CardId, amount: Money }),
  z.strictObject({ kind: z.literal('payment'), token: PaymentToken, amount: Money }),
]);
export type Tender = z.infer<typeof Tender>;

export const PurchaseLines = z.array(PurchaseLine).min(1).max(LINES_MAX);
export const Tenders = z.array(Tender).min(1).max(TENDERS_MAX);

export const Reason = z.string().max(500).regex(STORABLE);

/** In minor units; unlike `Money` it may be nothing, or more than may ever be moved. */
export const Sum = z.strictObject({ minor: z.int().nonnegative(), currency: Currency });
export type Sum = z.infer<typeof Sum>;

/** Milliseconds since 1970. */
export const Instant = z.int().nonnegative();
