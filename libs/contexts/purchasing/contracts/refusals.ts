import { z } from 'zod';

import { CardId } from '#contracts/gift-cards';
import { Currency, refusal } from '#kernel';

import { Instant, PurchaseId, Sum } from './fields.js';

const key = { key: 'purchaseId' } as const;

export class PurchaseUnknown extends refusal(
  'purchasing.purchase-unknown',
  { purchaseId: PurchaseId },
  key,
) {}

export class PurchaseAlreadyConfirmed extends refusal(
  'purchasing.purchase-already-confirmed',
  { purchaseId: PurchaseId },
  key,
) {}

/** All prices and tenders of a purchase are in one currency. */
export class MixedCurrencies extends refusal(
  'purchasing.mixed-currencies',
  { purchaseId: PurchaseId, currencies: z.array(Currency).min(2) },
  key,
) {}

/** The total is more than may be moved at once. */
export class PurchaseTooLarge extends refusal(
  'purchasing.purchase-too-large',
  { purchaseId: PurchaseId, total: Sum, limit: Sum },
  key,
) {}

/** The tenders are together less, or more, than the total. */
export class TendersDoNotCoverTotal extends refusal(
  'purchasing.tenders-do-not-cover-total',
  { purchaseId: PurchaseId, total: Sum, tendered: Sum },
  key,
) {}

/** A purchase has one payment at most; the rest is paid with gift cards. */
export class TooManyPayments extends refusal(
  'purchasing.too-many-payments',
  { purchaseId: PurchaseId, payments: z.int().min(2) },
  key,
) {}

export class CardTenderedTwice extends refusal(
  'purchasing.card-tendered-twice',
  { purchaseId: PurchaseId, cardId: CardId },
  key,
) {}

/** The purchase is accepted, and is being carried out. */
export class PurchaseTooLateToCancel extends refusal(
  'purchasing.purchase-too-late-to-cancel',
  { purchaseId: PurchaseId },
  key,
) {}

/** The customer cancelled before the purchase was accepted. */
export class CancellationWasRequested extends refusal(
  'purchasing.cancellation-was-requested',
  { purchaseId: PurchaseId },
  key,
) {}

export class PurchaseWasCancelled extends refusal(
  'purchasing.purchase-was-cancelled',
  { purchaseId: PurchaseId },
  key,
) {}

/** Goods may be sold to others before this purchase could be carried out. */
export class GoodsNotHeldLongEnough extends refusal(
  'purchasing.goods-not-held-long-enough',
  { purchaseId: PurchaseId, goodsHeldUntil: Instant },
  key,
) {}

export class PurchaseNotAccepted extends refusal(
  'purchasing.purchase-not-accepted',
  { purchaseId: PurchaseId },
  key,
) {}
