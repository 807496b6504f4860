import type { DataOf, MessageOf } from '#kernel';
import {
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentCaptureDeclined,
  PaymentCaptured,
  PaymentCaptureRequested,
  PaymentDeclined,
  PaymentOutcomeUnknown,
  PaymentVoided,
  PaymentVoidRequested,
} from '../contracts/index.js';

export type PaymentRequest = DataOf<typeof PaymentAuthorizationRequested>;

interface Requested {
  readonly request: PaymentRequest;
}

interface SetAside extends Requested {
  /** The provider's name for what it has set aside. */
  readonly reference: string;
}

/** A payment in each state of its life; the money is set aside in those that have a reference. */
export type Payment =
  | { readonly status: 'unknown' }
  | (Requested & { readonly status: 'authorizing' })
  | (Requested & { readonly status: 'declined'; readonly reason: string })
  | (SetAside & { readonly status: 'authorized' })
  | (SetAside & { readonly status: 'capturing'; readonly attempt: number })
  | (SetAside & { readonly status: 'capture-declined'; readonly attempt: number; readonly reason: string })
  | (SetAside & { readonly status: 'captured' })
  | (Requested & { readonly status: 'voiding'; readonly reference?: string })
  /** Without a request: it was voided before anybody asked for it, and never may be. */
  | { readonly status: 'voided'; readonly request?: PaymentRequest; readonly reference?: string };

export type InState<Status extends Payment['status']> = Extract<Payment, { status: Status }>;

export const paymentEvents = [
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentOutcomeUnknown,
  PaymentVoidRequested,
  PaymentVoided,
  PaymentCaptureRequested,
  PaymentCaptured,
  PaymentCaptureDeclined,
] as const;

export type PaymentEvent = MessageOf<(typeof paymentEvents)[number]>;

export function evolve(payment: Payment, event: PaymentEvent): Payment {
  if (event.type === 'payments.payment-authorization-requested') {
    return { status: 'authorizing', request: event.data };
  }
  if (event.type === 'payments.payment-voided') return { ...known(payment), status: 'voided' };
  const { request, reference } = known(payment);
  // The decisions keep every other event from coming first.
  if (!request) return payment;
  switch (event.type) {
    case 'payments.payment-outcome-unknown':
      return payment;
    case 'payments.payment-authorized': {
      const status = payment.status === 'voiding' ? 'voiding' : 'authorized';
      return { status, request, reference: event.data.reference };
    }
    case 'payments.payment-declined':
      return payment.status === 'voiding'
        ? payment
        : { status: 'declined', request, reason: event.data.reason };
    case 'payments.payment-void-requested':
      return { status: 'voiding', request, ...(reference !== undefined && { reference }) };
    case 'payments.payment-capture-requested': {
      const { attempt, reference: setAside } = event.data;
      return { status: 'capturing', request, reference: setAside, attempt };
    }
    case 'payments.payment-captured':
      return reference === undefined ? payment : { status: 'captured', request, reference };
    case 'payments.payment-capture-declined':
      return payment.status === 'capturing'
        ? { ...payment, status: 'capture-declined', reason: event.data.reason }
        : payment;
  }
}

function known(payment: Payment): { request?: PaymentRequest; reference?: string } {
  if (payment.status === 'unknown' || !payment.request) return {};
  const { request } = payment;
  return 'reference' in payment && payment.reference !== undefined
    ? { request, reference: payment.reference }
    : { request };
}
