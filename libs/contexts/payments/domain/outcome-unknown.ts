import { accept, alreadyDone, type Decision, type MessageOf, refuse } from '#kernel';
import {
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentCaptureDeclined,
  PaymentCaptured,
  PaymentDeclined,
  PaymentOutcomeUnknown,
  type ProviderRequest,
  PaymentUnknown,
  PaymentVoided,
  PaymentVoidRequested,
  type RecordOutcomeUnknown,
} from '../contracts/index.js';
import type { Payment, PaymentEvent } from './payment.js';

const UNDER_WAY: Partial<Record<Payment['status'], readonly ProviderRequest[]>> = {
  authorizing: ['authorize'],
  capturing: ['capture'],
  voiding: ['void', 'authorize'],
};

export function recordOutcomeUnknown(
  payment: Payment,
  { data }: MessageOf<typeof RecordOutcomeUnknown>,
): Decision<PaymentEvent, PaymentUnknown> {
  const { paymentId, what } = data;
  if (payment.status === 'unknown') return refuse(new PaymentUnknown({ paymentId }));
  if (UNDER_WAY[payment.status]?.includes(what)) return accept(new PaymentOutcomeUnknown(data));
  return alreadyDone(standing(payment, paymentId));
}

/** The outcome has become known meanwhile: the event that says so. */
function standing(payment: Exclude<Payment, { status: 'unknown' }>, paymentId: string): PaymentEvent {
  switch (payment.status) {
    case 'authorizing':
      return new PaymentAuthorizationRequested(payment.request);
    case 'authorized':
    case 'capturing':
      return new PaymentAuthorized({
        paymentId,
        amount: payment.request.amount,
        reference: payment.reference,
      });
    case 'declined':
      return new PaymentDeclined({ paymentId, reason: payment.reason });
    case 'captured':
      return new PaymentCaptured({ paymentId, amount: payment.request.amount });
    case 'capture-declined':
      return new PaymentCaptureDeclined({ paymentId, reason: payment.reason });
    case 'voiding':
      return new PaymentVoidRequested({ paymentId });
    case 'voided':
      return new PaymentVoided({ paymentId });
  }
}
