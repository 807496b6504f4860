import { describe, it } from '@jest/globals';

import { specification } from '#testing';
import {
  AuthorizePayment,
  CapturePayment,
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentCaptureDeclined,
  PaymentCaptured,
  PaymentCaptureRequested,
  PaymentDeclined,
  PaymentIdTaken,
  PaymentNotAuthorized,
  PaymentOutcomeUnknown,
  PaymentRequestUnknown,
  PaymentTooLateToVoid,
  PaymentUnknown,
  PaymentVoided,
  PaymentVoidRequested,
  PaymentWasVoided,
  RecordAuthorization,
  RecordCapture,
  RecordOutcomeUnknown,
  RecordVoid,
  VoidPayment,
} from '../contracts/index.js';
import { payment } from './payment.decider.js';

const paymentId = '01920000-0000-7000-8000-000000000001:payment';
const amount = { minor: 1_250, currency: 'EUR' } as const;
const request = {
  paymentId,
  purchaseId: '01920000-0000-7000-8000-000000000001',
  amount,
  paymentToken: 'tok_visa',
};
const reference = 'auth_1';
const reason = 'The card was declined';

const requested = new PaymentAuthorizationRequested(request);
const authorized = new PaymentAuthorized({ paymentId, amount, reference });
const declined = new PaymentDeclined({ paymentId, reason });
const voidRequested = new PaymentVoidRequested({ paymentId, reference });
const blindVoidRequested = new PaymentVoidRequested({ paymentId });
const voided = new PaymentVoided({ paymentId });
const captureRequested = new PaymentCaptureRequested({ paymentId, reference, attempt: 1 });
const captured = new PaymentCaptured({ paymentId, amount });
const captureDeclined = new PaymentCaptureDeclined({ paymentId, reason });

const isAuthorized = [requested, authorized];
const isCaptured = [...isAuthorized, captureRequested, captured];

const authorizePayment = new AuthorizePayment(request);
const capturePayment = new CapturePayment({ paymentId });
const voidPayment = new VoidPayment({ paymentId });
const recordVoid = new RecordVoid({ paymentId });
const approval = new RecordAuthorization({ paymentId, outcome: { kind: 'approved', reference } });
const decline = new RecordAuthorization({ paymentId, outcome: { kind: 'declined', reason } });
const recordCaptured = new RecordCapture({ paymentId, outcome: { kind: 'captured' } });
const recordCaptureDeclined = new RecordCapture({ paymentId, outcome: { kind: 'declined', reason } });

describe('Authorizing a payment', () => {
  it('keeps the intent before anything is sent', () => {
    specification(payment).given().when(authorizePayment).then(requested);
  });

  it('keeps what the provider says for certain', () => {
    specification(payment).given(requested).when(approval).then(authorized);
    specification(payment).given(requested).when(decline).then(declined);
  });

  it('asks the provider again for whoever asks again while nobody knows', () => {
    specification(payment).given(requested).when(authorizePayment).then(requested);
  });

  it('answers a repeated request as the first one was answered', () => {
    specification(payment)
      .given(...isAuthorized)
      .when(authorizePayment)
      .thenNothingNew(authorized);
    specification(payment)
      .given(...isCaptured)
      .when(authorizePayment)
      .thenNothingNew(authorized);
    specification(payment).given(requested, declined).when(authorizePayment).thenNothingNew(declined);
  });

  it('answers a repeated report as the first one was answered, whatever it says', () => {
    for (const report of [approval, decline]) {
      specification(payment)
        .given(...isAuthorized)
        .when(report)
        .thenNothingNew(authorized);
      specification(payment).given(requested, declined).when(report).thenNothingNew(declined);
    }
  });

  it.each([
    ['another amount', { amount: { minor: 1_251, currency: 'EUR' } }],
    ['another currency', { amount: { minor: 1_250, currency: 'USD' } }],
    ['another purchase', { purchaseId: '01920000-0000-7000-8000-000000000002' }],
    ['another token', { paymentToken: 'tok_master' }],
  ] as const)('does not take the id of a payment for %s', (_, other) => {
    specification(payment)
      .given(requested)
      .when(new AuthorizePayment({ ...request, ...other }))
      .thenRefused(new PaymentIdTaken({ paymentId }));
  });

  it('is refused once the payment was voided, even before it was asked for', () => {
    const refused = new PaymentWasVoided({ paymentId });
    specification(payment).given(voided).when(authorizePayment).thenRefused(refused);
    specification(payment).given(requested, blindVoidRequested).when(authorizePayment).thenRefused(refused);
  });

  it('takes no report of what was never asked', () => {
    specification(payment).given().when(approval).thenRefused(new PaymentUnknown({ paymentId }));
    specification(payment)
      .given(voided)
      .when(approval)
      .thenRefused(new PaymentRequestUnknown({ paymentId, what: 'authorize' }));
  });
});

describe('Voiding a payment', () => {
  it('lets go of what was set aside', () => {
    specification(payment)
      .given(...isAuthorized)
      .when(voidPayment)
      .then(voidRequested);
    specification(payment)
      .given(...isAuthorized, voidRequested)
      .when(recordVoid)
      .then(voided);
  });

  it('is done at once where nothing was ever set aside', () => {
    specification(payment).given().when(voidPayment).then(voided);
    specification(payment).given(requested, declined).when(voidPayment).then(voided);
  });

  it('waits for the authorization to be resolved', () => {
    specification(payment).given(requested).when(voidPayment).then(blindVoidRequested);
    specification(payment).given(requested, blindVoidRequested).when(approval).then(authorized);
    specification(payment).given(requested, blindVoidRequested).when(decline).then(declined);
    specification(payment)
      .given(requested, blindVoidRequested, authorized)
      .when(voidPayment)
      .then(voidRequested);
  });

  it('stays under way when the authorization is resolved meanwhile', () => {
    const resolved = [requested, blindVoidRequested, authorized];
    specification(payment)
      .given(...resolved)
      .when(recordVoid)
      .then(voided);
    specification(payment)
      .given(...resolved)
      .when(capturePayment)
      .thenRefused(new PaymentWasVoided({ paymentId }));
  });

  it('lets go at once of an authorization that turns up after the void', () => {
    specification(payment)
      .given(requested, blindVoidRequested, voided)
      .when(approval)
      .then(authorized, voidRequested);
    specification(payment)
      .given(requested, blindVoidRequested, voided, authorized, voidRequested)
      .when(recordVoid)
      .then(voided);
  });

  it('asks the provider again for whoever asks again while nobody knows', () => {
    specification(payment)
      .given(...isAuthorized, voidRequested)
      .when(voidPayment)
      .then(voidRequested);
  });

  it('answers a repeated request or report as the first one was answered', () => {
    const isVoided = [...isAuthorized, voidRequested, voided];
    specification(payment)
      .given(...isVoided)
      .when(voidPayment)
      .thenNothingNew(voided);
    specification(payment)
      .given(...isVoided)
      .when(recordVoid)
      .thenNothingNew(voided);
    specification(payment)
      .given(...isVoided)
      .when(approval)
      .thenNothingNew(authorized);
  });

  it('comes too late once the capture is asked for', () => {
    const refused = new PaymentTooLateToVoid({ paymentId });
    specification(payment)
      .given(...isAuthorized, captureRequested)
      .when(voidPayment)
      .thenRefused(refused);
    specification(payment)
      .given(...isCaptured)
      .when(voidPayment)
      .thenRefused(refused);
  });

  it('is possible after a declined capture, since the money is still set aside', () => {
    specification(payment)
      .given(...isAuthorized, captureRequested, captureDeclined)
      .when(voidPayment)
      .then(voidRequested);
  });

  it('takes no report of what was never asked', () => {
    specification(payment).given().when(recordVoid).thenRefused(new PaymentUnknown({ paymentId }));
    specification(payment)
      .given(...isAuthorized)
      .when(recordVoid)
      .thenRefused(new PaymentRequestUnknown({ paymentId, what: 'void' }));
  });
});

describe('Capturing a payment', () => {
  it('collects what was set aside', () => {
    specification(payment)
      .given(...isAuthorized)
      .when(capturePayment)
      .then(captureRequested);
    specification(payment)
      .given(...isAuthorized, captureRequested)
      .when(recordCaptured)
      .then(captured);
  });

  it('keeps that it was declined, and makes another attempt when asked', () => {
    const isDeclined = [...isAuthorized, captureRequested, captureDeclined];
    specification(payment)
      .given(...isAuthorized, captureRequested)
      .when(recordCaptureDeclined)
      .then(captureDeclined);
    specification(payment)
      .given(...isDeclined)
      .when(capturePayment)
      .then(new PaymentCaptureRequested({ paymentId, reference, attempt: 2 }));
    specification(payment)
      .given(...isDeclined)
      .when(recordCaptureDeclined)
      .thenNothingNew(captureDeclined);
    specification(payment)
      .given(...isDeclined)
      .when(recordCaptured)
      .then(captured);
  });

  it('asks the provider again, for the same attempt, for whoever asks again while nobody knows', () => {
    specification(payment)
      .given(...isAuthorized, captureRequested)
      .when(capturePayment)
      .then(captureRequested);
  });

  it('answers a repeated request or report as the first one was answered', () => {
    for (const repeated of [capturePayment, recordCaptured, recordCaptureDeclined]) {
      specification(payment)
        .given(...isCaptured)
        .when(repeated)
        .thenNothingNew(captured);
    }
  });

  it('needs an authorization that stands', () => {
    const notAuthorized = new PaymentNotAuthorized({ paymentId });
    specification(payment).given().when(capturePayment).thenRefused(new PaymentUnknown({ paymentId }));
    specification(payment).given(requested).when(capturePayment).thenRefused(notAuthorized);
    specification(payment).given(requested, declined).when(capturePayment).thenRefused(notAuthorized);
    specification(payment)
      .given(...isAuthorized, voidRequested)
      .when(capturePayment)
      .thenRefused(new PaymentWasVoided({ paymentId }));
  });

  it('takes no report of what was never asked', () => {
    specification(payment).given().when(recordCaptured).thenRefused(new PaymentUnknown({ paymentId }));
    specification(payment)
      .given(...isAuthorized)
      .when(recordCaptured)
      .thenRefused(new PaymentRequestUnknown({ paymentId, what: 'capture' }));
  });
});

describe('An unknown outcome', () => {
  const detail = 'The provider has not answered within 10000 ms';
  const unknown = (what: 'authorize' | 'capture' | 'void') =>
    [
      new RecordOutcomeUnknown({ paymentId, what, detail }),
      new PaymentOutcomeUnknown({ paymentId, what, detail }),
    ] as const;
  const [authorizeUnknown, authorizeNote] = unknown('authorize');
  const [captureUnknown, captureNote] = unknown('capture');
  const [voidUnknown, voidNote] = unknown('void');

  it('is kept while it is unknown, and decides nothing', () => {
    specification(payment).given(requested).when(authorizeUnknown).then(authorizeNote);
    specification(payment).given(requested, blindVoidRequested).when(authorizeUnknown).then(authorizeNote);
    specification(payment)
      .given(...isAuthorized, voidRequested)
      .when(voidUnknown)
      .then(voidNote);
    specification(payment)
      .given(...isAuthorized, captureRequested)
      .when(captureUnknown)
      .then(captureNote);
    specification(payment).given(requested, authorizeNote).when(approval).then(authorized);
  });

  it('is answered by what is known, where it has become known meanwhile', () => {
    specification(payment)
      .given(...isAuthorized)
      .when(authorizeUnknown)
      .thenNothingNew(authorized);
    specification(payment).given(requested, declined).when(authorizeUnknown).thenNothingNew(declined);
    specification(payment).given(requested).when(voidUnknown).thenNothingNew(requested);
    specification(payment).given(voided).when(voidUnknown).thenNothingNew(voided);
    specification(payment)
      .given(...isCaptured)
      .when(captureUnknown)
      .thenNothingNew(captured);
    specification(payment)
      .given(...isAuthorized, captureRequested, captureDeclined)
      .when(captureUnknown)
      .thenNothingNew(captureDeclined);
    specification(payment)
      .given(...isAuthorized, voidRequested)
      .when(captureUnknown)
      .thenNothingNew(blindVoidRequested);
  });

  it('needs a payment', () => {
    specification(payment).given().when(authorizeUnknown).thenRefused(new PaymentUnknown({ paymentId }));
  });
});
