import {
  AuthorizePayment,
  CapturePayment,
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentCaptureDeclined,
  PaymentCaptureRequested,
  PaymentDeclined,
  PaymentOutcomeUnknown,
  PaymentVoidRequested,
  VoidPayment,
} from '#contracts/payments';
import type { DataOf, Unsent } from '#kernel';

import { hasPayment, type PurchasePlan } from './purchase-plan.js';

const outcomeUnknown = ({ what, detail }: DataOf<typeof PaymentOutcomeUnknown>): string =>
  `nobody knows what became of the request to ${what}: ${detail}`;

/**
 * Sets the rest aside on the customer's credit card. As long as the outcome is unknown the purchase neither goes on nor
 * back; when that takes too long, the payment is voided by its id, whatever became of it.
 */
export const authorizePayment = (step: Unsent<PurchasePlan, undefined>) =>
  step
    .send(AuthorizePayment, authorization)
    .on(PaymentAuthorized)
    .refusedOn(PaymentDeclined)
    .noteOn(PaymentAuthorizationRequested, () => 'the provider is asked to set the amount aside')
    .noteOn(PaymentVoidRequested, () => 'the provider is asked to let go of the amount')
    .noteOn(PaymentOutcomeUnknown, outcomeUnknown)
    .undo(VoidPayment, ({ paymentId }) => ({ paymentId }))
    .cancel(VoidPayment, ({ paymentId }) => ({ paymentId }))
    .within('15m')
    .when(hasPayment);

function authorization({ purchaseId, paymentId, payment }: PurchasePlan): DataOf<typeof AuthorizePayment> {
  if (!payment) throw new Error(`Nothing of purchase ${purchaseId} is paid by credit card`);
  return { paymentId, purchaseId, amount: payment.amount, paymentToken: payment.token };
}

/** Collects it. A declined capture calls a person: the goods are promised. */
export const capturePayment = (step: Unsent<PurchasePlan, undefined>) =>
  step
    .send(CapturePayment, ({ paymentId }) => ({ paymentId }))
    .on(PaymentCaptured)
    .refusedOn(PaymentCaptureDeclined)
    .noteOn(PaymentCaptureRequested, () => 'the provider is asked to collect the amount')
    .noteOn(PaymentOutcomeUnknown, outcomeUnknown)
    .within('1h')
    .when(hasPayment);
