import { command } from '#kernel';

import { Instant, PurchaseId, PurchaseLines, Reason, Tenders } from './fields.js';

const key = { key: 'purchaseId' } as const;

/** The customer buys: prices and means of payment are final from here on. */
export class ConfirmPurchase extends command(
  'purchasing.confirm-purchase',
  { purchaseId: PurchaseId, lines: PurchaseLines, tenders: Tenders },
  key,
) {}

/** The customer changes their mind; possible until the purchase is accepted. */
export class CancelPurchase extends command(
  'purchasing.cancel-purchase',
  { purchaseId: PurchaseId, reason: Reason },
  key,
) {}

/** The shop promises to deliver. `goodsHeldUntil`: when the first reservation of its goods may run out. */
export class AcceptPurchase extends command(
  'purchasing.accept-purchase',
  { purchaseId: PurchaseId, goodsHeldUntil: Instant.optional() },
  key,
) {}

/** Everything is paid for and handed over. */
export class CompletePurchase extends command(
  'purchasing.complete-purchase',
  { purchaseId: PurchaseId },
  key,
) {}

/** Everything that was done for the purchase is undone. */
export class CloseCancelledPurchase extends command(
  'purchasing.close-cancelled-purchase',
  { purchaseId: PurchaseId, reason: Reason },
  key,
) {}
