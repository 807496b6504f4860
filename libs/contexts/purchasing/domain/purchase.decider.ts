import { decider, when } from '#kernel';

import {
  AcceptPurchase,
  CancelPurchase,
  CloseCancelledPurchase,
  CompletePurchase,
  ConfirmPurchase,
} from '../contracts/index.js';
import { acceptPurchase, complete } from './accept.js';
import { cancel, closeCancelled } from './cancel.js';
import { confirm } from './confirm.js';
import { evolve, type Purchase, purchaseEvents } from './purchase.js';

const nothingYet: Purchase = { status: 'unknown' };

/** A purchase: what the customer and the shop have agreed on, and how far it has got. */
export const purchase = decider('purchasing.purchase', {
  initial: nothingYet,
  events: purchaseEvents,
  evolve,
  decisions: [
    when(ConfirmPurchase, confirm),
    when(CancelPurchase, cancel),
    when(AcceptPurchase, acceptPurchase),
    when(CompletePurchase, complete),
    when(CloseCancelledPurchase, closeCancelled),
  ],
});
