import type { BoundedContext } from '#kernel';
import {
  PaymentIdTaken,
  PaymentNotAuthorized,
  PaymentRequestUnknown,
  PaymentTooLateToVoid,
  PaymentUnknown,
  PaymentWasVoided,
} from './contracts/index.js';
import { payment } from './domain/payment.decider.js';

export const payments: BoundedContext = {
  name: 'payments',
  decides: [payment],
  messages: [
    PaymentUnknown,
    PaymentIdTaken,
    PaymentWasVoided,
    PaymentNotAuthorized,
    PaymentTooLateToVoid,
    PaymentRequestUnknown,
  ],
};
