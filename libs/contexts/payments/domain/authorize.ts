import { accept, alreadyDone, type Decision, type MessageOf, refuse } from '#kernel';
import {
  type AuthorizePayment,
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentIdTaken,
  PaymentRequestUnknown,
  PaymentUnknown,
  PaymentVoidRequested,
  PaymentWasVoided,
  type RecordAuthorization,
} from '../contracts/index.js';
import type { InState, Payment, PaymentRequest } from './payment.js';

export function authorize(
  payment: Payment,
  { data }: MessageOf<typeof AuthorizePayment>,
): Decision<
  PaymentAuthorizationRequested | PaymentAuthorized | PaymentDeclined,
  PaymentWasVoided | PaymentIdTaken
> {
  const { paymentId } = data;
  if (payment.status === 'voiding' || payment.status === 'voided') {
    return refuse(new PaymentWasVoided({ paymentId }));
  }
  if (payment.status === 'unknown') return accept(new PaymentAuthorizationRequested(data));
  if (!isSameRequest(payment.request, data)) return refuse(new PaymentIdTaken({ paymentId }));
  switch (payment.status) {
    // Whoever asks again needs an answer of their own, and the provider knows the request by its key.
    case 'authorizing':
      return accept(new PaymentAuthorizationRequested(data));
    case 'declined':
      return alreadyDone(declined(payment));
    default:
      return alreadyDone(authorized(payment.request, payment.reference));
  }
}

/** A report is never refused for being repeated or late: it may be the answer that a saga waits for. */
export function recordAuthorization(
  payment: Payment,
  { data }: MessageOf<typeof RecordAuthorization>,
): Decision<
  PaymentAuthorized | PaymentDeclined | PaymentVoidRequested,
  PaymentUnknown | PaymentRequestUnknown
> {
  const { paymentId, outcome } = data;
  if (payment.status === 'unknown') return refuse(new PaymentUnknown({ paymentId }));
  if (!payment.request) return refuse(new PaymentRequestUnknown({ paymentId, what: 'authorize' }));
  if (payment.status === 'declined') return alreadyDone(declined(payment));
  if ('reference' in payment && payment.reference !== undefined) {
    return alreadyDone(authorized(payment.request, payment.reference));
  }
  if (outcome.kind === 'declined') return accept(new PaymentDeclined({ paymentId, reason: outcome.reason }));
  const { reference } = outcome;
  const fact = authorized(payment.request, reference);
  // Voided in the belief that the provider had nothing: what turns up after all is let go at once.
  if (payment.status === 'voided')
    return accept<PaymentAuthorized | PaymentVoidRequested>(
      fact,
      new PaymentVoidRequested({ paymentId, reference }),
    );
  return accept(fact);
}

const isSameRequest = (one: PaymentRequest, other: PaymentRequest): boolean =>
  one.purchaseId === other.purchaseId &&
  one.paymentToken === other.paymentToken &&
  one.amount.minor === other.amount.minor &&
  one.amount.currency === other.amount.currency;

const authorized = ({ paymentId, amount }: PaymentRequest, reference: string): PaymentAuthorized =>
  new PaymentAuthorized({ paymentId, amount, reference });

const declined = ({ request, reason }: InState<'declined'>): PaymentDeclined =>
  new PaymentDeclined({ paymentId: request.paymentId, reason });
