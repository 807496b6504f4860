import { accept, alreadyDone, type Decision, type MessageOf, refuse } from '#kernel';

import {
  type CancelPurchase,
  type CloseCancelledPurchase,
  PurchaseCancellationRequested,
  PurchaseCancelled,
  PurchaseTooLateToCancel,
  PurchaseUnknown,
} from '../contracts/index.js';
import type { Purchase } from './purchase.js';

export function cancel(
  purchase: Purchase,
  { data }: MessageOf<typeof CancelPurchase>,
): Decision<PurchaseCancellationRequested | PurchaseCancelled, PurchaseUnknown | PurchaseTooLateToCancel> {
  const { purchaseId } = data;
  switch (purchase.status) {
    case 'unknown':
      return refuse(new PurchaseUnknown({ purchaseId }));
    case 'confirmed':
      return accept(new PurchaseCancellationRequested(data));
    case 'cancelling':
      return alreadyDone(new PurchaseCancellationRequested({ purchaseId, reason: purchase.reason }));
    case 'cancelled':
      return alreadyDone(new PurchaseCancelled({ purchaseId, reason: purchase.reason }));
    case 'accepted':
    case 'completed':
      return refuse(new PurchaseTooLateToCancel({ purchaseId }));
  }
}

export function closeCancelled(
  purchase: Purchase,
  { data }: MessageOf<typeof CloseCancelledPurchase>,
): Decision<PurchaseCancelled, PurchaseUnknown | PurchaseTooLateToCancel> {
  const { purchaseId } = data;
  switch (purchase.status) {
    case 'unknown':
      return refuse(new PurchaseUnknown({ purchaseId }));
    case 'confirmed':
      return accept(new PurchaseCancelled(data));
    // What the customer said is a better reason than that they cancelled.
    case 'cancelling':
      return accept(new PurchaseCancelled({ purchaseId, reason: purchase.reason }));
    case 'cancelled':
      return alreadyDone(new PurchaseCancelled({ purchaseId, reason: purchase.reason }));
    case 'accepted':
    case 'completed':
      return refuse(new PurchaseTooLateToCancel({ purchaseId }));
  }
}
