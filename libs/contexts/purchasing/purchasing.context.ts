import type { BoundedContext } from '#kernel';

import {
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
} from './contracts/index.js';
import { purchase } from './domain/purchase.decider.js';
import { purchaseSaga } from './processes/purchase.saga.js';
import { purchases } from './read-models/purchases.projection.js';

/** Purchases: what they decide, how they are carried out, and what they show. */
export const purchasing: BoundedContext = {
  name: 'purchasing',
  decides: [purchase],
  processes: [purchaseSaga],
  shows: [purchases],
  messages: [
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
  ],
};
