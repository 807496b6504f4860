import { accept, alreadyDone, type Decision, type MessageOf, refuse } from '#kernel';
import {
  PaymentRequestUnknown,
  PaymentTooLateToVoid,
  PaymentUnknown,
  PaymentVoided,
  PaymentVoidRequested,
  type RecordVoid,
  type VoidPayment,
} from '../contracts/index.js';
import type { Payment } from './payment.js';

export function voidPayment(
  payment: Payment,
  { data: { paymentId } }: MessageOf<typeof VoidPayment>,
): Decision<PaymentVoidRequested | PaymentVoided, PaymentTooLateToVoid> {
  switch (payment.status) {
    // Nothing was ever set aside. It is kept that this payment is void, so that a request that comes late is refused.
    case 'unknown':
    case 'declined':
      return accept(new PaymentVoided({ paymentId }));
    case 'authorizing':
      return accept(new PaymentVoidRequested({ paymentId }));
    case 'authorized':
    case 'capture-declined':
      return accept(new PaymentVoidRequested({ paymentId, reference: payment.reference }));
    // Whoever asks again needs an answer of their own, and the provider knows the request by its key.
    case 'voiding': {
      const { reference } = payment;
      return accept(new PaymentVoidRequested({ paymentId, ...(reference !== undefined && { reference }) }));
    }
    case 'voided':
      return alreadyDone(new PaymentVoided({ paymentId }));
    case 'capturing':
    case 'captured':
      return refuse(new PaymentTooLateToVoid({ paymentId }));
  }
}

/** A report is never refused for being repeated: it may be the answer that a saga waits for. */
export function recordVoid(
  payment: Payment,
  { data: { paymentId } }: MessageOf<typeof RecordVoid>,
): Decision<PaymentVoided, PaymentUnknown | PaymentRequestUnknown> {
  switch (payment.status) {
    case 'unknown':
      return refuse(new PaymentUnknown({ paymentId }));
    case 'voiding':
      return accept(new PaymentVoided({ paymentId }));
    case 'voided':
      return alreadyDone(new PaymentVoided({ paymentId }));
    default:
      return refuse(new PaymentRequestUnknown({ paymentId, what: 'void' }));
  }
}
