import { accept, alreadyDone, type Decision, type MessageOf, refuse } from '#kernel';
import {
  type CapturePayment,
  PaymentCaptureDeclined,
  PaymentCaptured,
  PaymentCaptureRequested,
  PaymentNotAuthorized,
  PaymentRequestUnknown,
  PaymentUnknown,
  PaymentWasVoided,
  type RecordCapture,
} from '../contracts/index.js';
import type { InState, Payment } from './payment.js';

export function capture(
  payment: Payment,
  { data: { paymentId } }: MessageOf<typeof CapturePayment>,
): Decision<
  PaymentCaptureRequested | PaymentCaptured,
  PaymentUnknown | PaymentNotAuthorized | PaymentWasVoided
> {
  const request = ({ reference }: { reference: string }, attempt: number) =>
    accept(new PaymentCaptureRequested({ paymentId, reference, attempt }));
  switch (payment.status) {
    case 'unknown':
      return refuse(new PaymentUnknown({ paymentId }));
    case 'authorizing':
    case 'declined':
      return refuse(new PaymentNotAuthorized({ paymentId }));
    case 'voiding':
    case 'voided':
      return refuse(new PaymentWasVoided({ paymentId }));
    case 'authorized':
      return request(payment, 1);
    // The same attempt: whoever asks again needs an answer of their own, and the provider knows it by its key.
    case 'capturing':
      return request(payment, payment.attempt);
    // A new attempt: the old one is answered for ever.
    case 'capture-declined':
      return request(payment, payment.attempt + 1);
    case 'captured':
      return alreadyDone(captured(payment));
  }
}

/** A report is never refused for being repeated or late: it may be the answer that a saga waits for. */
export function recordCapture(
  payment: Payment,
  { data: { paymentId, outcome } }: MessageOf<typeof RecordCapture>,
): Decision<PaymentCaptured | PaymentCaptureDeclined, PaymentUnknown | PaymentRequestUnknown> {
  switch (payment.status) {
    case 'unknown':
      return refuse(new PaymentUnknown({ paymentId }));
    case 'captured':
      return alreadyDone(captured(payment));
    case 'capturing':
      return outcome.kind === 'captured'
        ? accept(captured(payment))
        : accept(new PaymentCaptureDeclined({ paymentId, reason: outcome.reason }));
    case 'capture-declined':
      return outcome.kind === 'captured'
        ? accept(captured(payment))
        : alreadyDone(new PaymentCaptureDeclined({ paymentId, reason: payment.reason }));
    default:
      return refuse(new PaymentRequestUnknown({ paymentId, what: 'capture' }));
  }
}

const captured = ({
  request: { paymentId, amount },
}: InState<'capturing' | 'captured' | 'capture-declined'>): PaymentCaptured =>
  new PaymentCaptured({ paymentId, amount });
