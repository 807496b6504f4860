export {
  AcceptPurchase,
  CancelPurchase,
  CloseCancelledPurchase,
  CompletePurchase,
  ConfirmPurchase,
} from './commands.js';
export {
  PurchaseAccepted,
  PurchaseCancellationRequested,
  PurchaseCancelled,
  PurchaseCompleted,
  PurchaseConfirmed,
} from './events.js';
export {
  LINES_MAX,
  PurchaseId,
  PurchaseLine,
  QUANTITY_MAX,
  Reason,
  Sum,
  Tender,
  TENDERS_MAX,
} from './fields.js';
export {
  CancellationWasRequested,
  CardTenderedTwice,
  GoodsNotHeldLongEnough,
  MixedCurrencies,
  PurchaseAlreadyConfirmed,
  PurchaseNotAccepted,
  PurchaseTooLarge,
  PurchaseTooLateToCancel,
  PurchaseUnknown,
  PurchaseWasCancelled,
  TendersDoNotCoverTotal,
  TooManyPayments,
} from './refusals.js';
