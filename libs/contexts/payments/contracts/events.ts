import { z } from 'zod';

import { event, Money } from '#kernel';
import {
  Explanation,
  PaymentId,
  PaymentToken,
  ProviderReference,
  ProviderRequest,
  PurchaseId,
} from './schemas.js';

const key = { key: 'paymentId' } as const;

/** The intent to ask the provider, kept before anything is sent to it. */
export class PaymentAuthorizationRequested extends event(
  'payments.payment-authorization-requested',
  { paymentId: PaymentId, purchaseId: PurchaseId, amount: Money, paymentToken: PaymentToken },
  key,
) {}

export class PaymentAuthorized extends event(
  'payments.payment-authorized',
  { paymentId: PaymentId, amount: Money, reference: ProviderReference },
  key,
) {}

export class PaymentDeclined extends event(
  'payments.payment-declined',
  { paymentId: PaymentId, reason: Explanation },
  key,
) {}

/** The provider has not answered: neither success nor failure. It is asked until it does. */
export class PaymentOutcomeUnknown extends event(
  'payments.payment-outcome-unknown',
  { paymentId: PaymentId, what: ProviderRequest, detail: Explanation },
  key,
) {}

/** The intent to void. Without a reference while nobody knows yet what became of the authorization. */
export class PaymentVoidRequested extends event(
  'payments.payment-void-requested',
  { paymentId: PaymentId, reference: ProviderReference.optional() },
  key,
) {}

/** Nothing is set aside for this payment, and nothing ever will be. */
export class PaymentVoided extends event('payments.payment-voided', { paymentId: PaymentId }, key) {}

/** The intent to capture. Attempts count from 1; another one follows only upon a declined one. */
export class PaymentCaptureRequested extends event(
  'payments.payment-capture-requested',
  { paymentId: PaymentId, reference: ProviderReference, attempt: z.int().positive() },
  key,
) {}

export class PaymentCaptured extends event(
  'payments.payment-captured',
  { paymentId: PaymentId, amount: Money },
  key,
) {}

export class PaymentCaptureDeclined extends event(
  'payments.payment-capture-declined',
  { paymentId: PaymentId, reason: Explanation },
  key,
) {}
