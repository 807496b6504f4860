import {
  accept,
  alreadyDone,
  type Decision,
  type DecisionContext,
  type MessageOf,
  milliseconds,
  refuse,
} from '#kernel';

import {
  type AcceptPurchase,
  CancellationWasRequested,
  type CompletePurchase,
  GoodsNotHeldLongEnough,
  PurchaseAccepted,
  PurchaseCompleted,
  PurchaseNotAccepted,
  PurchaseUnknown,
  PurchaseWasCancelled,
} from '../contracts/index.js';
import type { Purchase } from './purchase.js';

/** How long goods must still be held when a purchase is accepted: the time to take the money and the goods. */
export const ACCEPTANCE_MARGIN_MS = milliseconds('1m');

export function acceptPurchase(
  { status }: Purchase,
  { data: { purchaseId, goodsHeldUntil } }: MessageOf<typeof AcceptPurchase>,
  { now }: DecisionContext,
): Decision<
  PurchaseAccepted,
  PurchaseUnknown | CancellationWasRequested | PurchaseWasCancelled | GoodsNotHeldLongEnough
> {
  switch (status) {
    case 'unknown':
      return refuse(new PurchaseUnknown({ purchaseId }));
    case 'cancelling':
      return refuse(new CancellationWasRequested({ purchaseId }));
    case 'cancelled':
      return refuse(new PurchaseWasCancelled({ purchaseId }));
    case 'accepted':
    case 'completed':
      return alreadyDone(new PurchaseAccepted({ purchaseId }));
    case 'confirmed':
      return goodsHeldUntil !== undefined && goodsHeldUntil < now + ACCEPTANCE_MARGIN_MS
        ? refuse(new GoodsNotHeldLongEnough({ purchaseId, goodsHeldUntil }))
        : accept(new PurchaseAccepted({ purchaseId }));
  }
}

export function complete(
  { status }: Purchase,
  { data: { purchaseId } }: MessageOf<typeof CompletePurchase>,
): Decision<PurchaseCompleted, PurchaseUnknown | PurchaseNotAccepted> {
  switch (status) {
    case 'unknown':
      return refuse(new PurchaseUnknown({ purchaseId }));
    case 'accepted':
      return accept(new PurchaseCompleted({ purchaseId }));
    case 'completed':
      return alreadyDone(new PurchaseCompleted({ purchaseId }));
    default:
      return refuse(new PurchaseNotAccepted({ purchaseId }));
  }
}
