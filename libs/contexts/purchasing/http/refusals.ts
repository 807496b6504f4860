import { PaymentDeclined } from '#contracts/payments';
import { formatMoney } from '#kernel';
import { refusalProblem } from '#runtime';
import {
  CancellationWasRequested,
  CardTenderedTwice,
  GoodsNotHeldLongEnough,
  MixedCurrencies,
  PurchaseAlreadyConfirmed,
  PurchaseTooLarge,
  PurchaseTooLateToCancel,
  PurchaseUnknown,
  PurchaseWasCancelled,
  TendersDoNotCoverTotal,
  TooManyPayments,
} from '../contracts/index.js';

/** What purchasing refuses, as callers are told. */
export const purchaseProblems = [
  refusalProblem(PurchaseUnknown, {
    status: 404,
    title: 'There is no such purchase',
    detail: ({ purchaseId }) => `Purchase ${purchaseId} was never confirmed`,
  }),
  refusalProblem(PurchaseAlreadyConfirmed, {
    title: 'The purchase exists already',
    detail: ({ purchaseId }) => `Purchase ${purchaseId} was confirmed before`,
  }),
  refusalProblem(MixedCurrencies, {
    status: 422,
    title: 'A purchase has one currency',
    pointer: '#/tenders',
    detail: ({ currencies }) => `Prices and tenders are in ${currencies.join(', ')}`,
  }),
  refusalProblem(PurchaseTooLarge, {
    status: 422,
    title: 'The total is too large',
    pointer: '#/lines',
    detail: ({ total, limit }) =>
      `The total is ${formatMoney(total.minor, total.currency)}, at most ${formatMoney(limit.minor, limit.currency)} is possible`,
  }),
  refusalProblem(TendersDoNotCoverTotal, {
    status: 422,
    title: 'The tenders are not exactly the total',
    pointer: '#/tenders',
    detail: ({ total, tendered }) =>
      `The lines cost ${formatMoney(total.minor, total.currency)}, the tenders give ${formatMoney(tendered.minor, tendered.currency)}`,
  }),
  refusalProblem(TooManyPayments, {
    status: 422,
    title: 'A purchase has one payment at most',
    pointer: '#/tenders',
    detail: ({ payments }) => `${payments} payments were tendered`,
  }),
  refusalProblem(CardTenderedTwice, {
    status: 422,
    title: 'A card is tendered once',
    pointer: '#/tenders',
    detail: ({ cardId }) => `Card ${cardId} was tendered twice`,
  }),
  refusalProblem(PurchaseTooLateToCancel, {
    title: 'It is too late to cancel',
    detail: ({ purchaseId }) => `Purchase ${purchaseId} was accepted`,
  }),
  refusalProblem(CancellationWasRequested, {
    title: 'The purchase was cancelled',
    detail: ({ purchaseId }) => `Purchase ${purchaseId} was cancelled before it was accepted`,
  }),
  refusalProblem(PurchaseWasCancelled, {
    title: 'The purchase was cancelled',
    detail: ({ purchaseId }) => `Nothing came of purchase ${purchaseId}`,
  }),
  refusalProblem(PaymentDeclined, {
    title: 'The payment was declined',
    detail: ({ reason }) => `The payment provider declined the credit card: ${reason}`,
  }),
  refusalProblem(GoodsNotHeldLongEnough, {
    title: 'The goods were not held long enough',
    detail: () => 'The reservations would have ended before the purchase could be carried out',
  }),
];
