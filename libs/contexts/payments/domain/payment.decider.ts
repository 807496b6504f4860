import { decider, when } from '#kernel';
import {
  AuthorizePayment,
  CapturePayment,
  RecordAuthorization,
  RecordCapture,
  RecordOutcomeUnknown,
  RecordVoid,
  VoidPayment,
} from '../contracts/index.js';
import { authorize, recordAuthorization } from './authorize.js';
import { capture, recordCapture } from './capture.js';
import { recordOutcomeUnknown } from './outcome-unknown.js';
import { evolve, type Payment, paymentEvents } from './payment.js';
import { recordVoid, voidPayment } from './void.js';

const nothing: Payment = { status: 'unknown' };

export const payment = decider('payments.payment', {
  initial: nothing,
  events: paymentEvents,
  evolve,
  decisions: [
    when(AuthorizePayment, authorize),
    when(RecordAuthorization, recordAuthorization),
    when(CapturePayment, capture),
    when(RecordCapture, recordCapture),
    when(VoidPayment, voidPayment),
    when(RecordVoid, recordVoid),
    when(RecordOutcomeUnknown, recordOutcomeUnknown),
  ],
});
