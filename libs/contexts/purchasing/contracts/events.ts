import { event, Money } from '#kernel';

import { PurchaseId, PurchaseLines, Reason, Tenders } from './fields.js';

const key = { key: 'purchaseId' } as const;

/** Prices and the amount of each tender are frozen; together the tenders are exactly the total. */
export class PurchaseConfirmed extends event(
  'purchasing.purchase-confirmed',
  { purchaseId: PurchaseId, lines: PurchaseLines, tenders: Tenders, total: Money },
  key,
) {}

/** From now on the purchase cannot be accepted; what was done for it is being undone. */
export class PurchaseCancellationRequested extends event(
  'purchasing.purchase-cancellation-requested',
  { purchaseId: PurchaseId, reason: Reason },
  key,
) {}

/** The point of no return: from now on the purchase is carried out, whatever it takes. */
export class PurchaseAccepted extends event(
  'purchasing.purchase-accepted',
  { purchaseId: PurchaseId },
  key,
) {}

export class PurchaseCompleted extends event(
  'purchasing.purchase-completed',
  { purchaseId: PurchaseId },
  key,
) {}

/** Nothing came of it: the customer has paid nothing, and no goods are held back. */
export class PurchaseCancelled extends event(
  'purchasing.purchase-cancelled',
  { purchaseId: PurchaseId, reason: Reason },
  key,
) {}
