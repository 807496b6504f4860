import { refusal } from '#kernel';
import { PaymentId, ProviderRequest } from './schemas.js';

const key = { key: 'paymentId' } as const;

export class PaymentUnknown extends refusal('payments.payment-unknown', { paymentId: PaymentId }, key) {}

/** The id belongs to a payment of another purchase, amount or token. */
export class PaymentIdTaken extends refusal('payments.payment-id-taken', { paymentId: PaymentId }, key) {}

/** It was voided, perhaps before it was ever asked for. */
export class PaymentWasVoided extends refusal('payments.payment-was-voided', { paymentId: PaymentId }, key) {}

export class PaymentNotAuthorized extends refusal(
  'payments.payment-not-authorized',
  { paymentId: PaymentId },
  key,
) {}

/** The money is being collected or is collected: it takes a refund now. */
export class PaymentTooLateToVoid extends refusal(
  'payments.payment-too-late-to-void',
  { paymentId: PaymentId },
  key,
) {}

/** An outcome is reported of something that was never asked. */
export class PaymentRequestUnknown extends refusal(
  'payments.payment-request-unknown',
  { paymentId: PaymentId, what: ProviderRequest },
  key,
) {}
