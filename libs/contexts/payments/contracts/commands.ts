import { command, Money } from '#kernel';
import {
  AuthorizationOutcome,
  CaptureOutcome,
  Explanation,
  PaymentId,
  PaymentToken,
  ProviderRequest,
  PurchaseId,
} from './schemas.js';

const key = { key: 'paymentId' } as const;

/** Asks the provider to set the amount aside. */
export class AuthorizePayment extends command(
  'payments.authorize-payment',
  { paymentId: PaymentId, purchaseId: PurchaseId, amount: Money, paymentToken: PaymentToken },
  key,
) {}

/** Collects what was set aside. */
export class CapturePayment extends command('payments.capture-payment', { paymentId: PaymentId }, key) {}

/** Lets go of what was set aside, or makes sure that nothing ever will be. */
export class VoidPayment extends command('payments.void-payment', { paymentId: PaymentId }, key) {}

/** The provider has said for certain what became of an authorization. */
export class RecordAuthorization extends command(
  'payments.record-authorization',
  { paymentId: PaymentId, outcome: AuthorizationOutcome },
  key,
) {}

/** The provider has said for certain what became of a capture. */
export class RecordCapture extends command(
  'payments.record-capture',
  { paymentId: PaymentId, outcome: CaptureOutcome },
  key,
) {}

/** The provider has let go of the payment, or never had it. */
export class RecordVoid extends command('payments.record-void', { paymentId: PaymentId }, key) {}

/** The provider has not answered: nobody knows whether the request took effect. */
export class RecordOutcomeUnknown extends command(
  'payments.record-outcome-unknown',
  { paymentId: PaymentId, what: ProviderRequest, detail: Explanation },
  key,
) {}
