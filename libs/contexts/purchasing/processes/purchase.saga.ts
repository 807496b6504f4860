import { saga } from '#kernel';

import {
  AcceptPurchase,
  CancellationWasRequested,
  CloseCancelledPurchase,
  CompletePurchase,
  GoodsNotHeldLongEnough,
  PurchaseAccepted,
  PurchaseCancellationRequested,
  PurchaseCompleted,
  PurchaseConfirmed,
} from '../contracts/index.js';
import { captureHold, holdCard } from './card-holds.js';
import { consumeInventory, dispatchShipment, reserveInventory } from './goods.js';
import { authorizePayment, capturePayment } from './payment.js';
import { needsApproval, planOf } from './purchase-plan.js';
import { reasonFrom } from './reason.js';

/**
 * From a confirmed purchase to goods on their way, or back to where it began. What is internal and silent comes first,
 * what the customer sees on a statement last; what is likely to fail comes before anything that cannot be undone.
 */
export const purchaseSaga = saga('purchasing.purchase', { version: 1 })
  .startedBy(
    PurchaseConfirmed,
    ({ data }) => planOf(data),
    ({ data }) => data.purchaseId,
  )
  .cancelledBy(PurchaseCancellationRequested, ({ data }) => data.purchaseId, 'the customer cancelled')
  .afterCompensation(CloseCancelledPurchase, ({ purchaseId }, reason) => ({
    purchaseId,
    reason: reasonFrom(reason),
  }))
  .deadline('3d')

  .awaitPerson('approve', { permission: 'purchases:approve', within: '2d', when: needsApproval })
  .forEach('reserve inventory', ({ lines }) => lines, reserveInventory)
  .forEach('hold cards', ({ cards }) => cards, holdCard)
  .step('authorize payment', authorizePayment)

  .pivot('accept', (step) =>
    step
      .send(AcceptPurchase, ({ purchaseId, goodsHeldUntil }) => ({
        purchaseId,
        ...(goodsHeldUntil !== undefined && { goodsHeldUntil }),
      }))
      .on(PurchaseAccepted)
      .refusedOn(CancellationWasRequested)
      .refusedOn(GoodsNotHeldLongEnough)
      .within('15m'),
  )

  .step('capture payment', capturePayment)
  .forEach('capture holds', ({ cards }) => cards, captureHold)
  .forEach('consume inventory', ({ lines }) => lines, consumeInventory)
  .step('dispatch', dispatchShipment)
  .step('complete', (step) =>
    step
      .send(CompletePurchase, ({ purchaseId }) => ({ purchaseId }))
      .on(PurchaseCompleted)
      .within('15m'),
  )
  .build();
