import { describe, expect, it } from '@jest/globals';

import { publishedLanguage } from '#testing/contracts';

import * as contracts from './index.js';

const purchaseId = '01980000-0000-7000-8000-00000000b001';
const paymentId = `${purchaseId}:payment`;
const amount = { minor: 1250, currency: 'EUR' };
const reference = 'auth_1';
const reason = 'The card was declined';
const request = { paymentId, purchaseId, amount, paymentToken: 'tok_visa' };
const unknown = { paymentId, what: 'authorize', detail: 'no answer' };

const golden = {
  'command payments.authorize-payment@1': request,
  'command payments.capture-payment@1': { paymentId },
  'command payments.void-payment@1': { paymentId },
  'command payments.record-authorization@1': { paymentId, outcome: { kind: 'approved', reference } },
  'command payments.record-capture@1': { paymentId, outcome: { kind: 'declined', reason } },
  'command payments.record-void@1': { paymentId },
  'command payments.record-outcome-unknown@1': unknown,
  'event payments.payment-authorization-requested@1': request,
  'event payments.payment-authorized@1': { paymentId, amount, reference },
  'event payments.payment-declined@1': { paymentId, reason },
  'event payments.payment-outcome-unknown@1': unknown,
  'event payments.payment-void-requested@1': { paymentId },
  'event payments.payment-voided@1': { paymentId },
  'event payments.payment-capture-requested@1': { paymentId, reference, attempt: 1 },
  'event payments.payment-captured@1': { paymentId, amount },
  'event payments.payment-capture-declined@1': { paymentId, reason },
  'refusal payments.payment-unknown@1': { paymentId },
  'refusal payments.payment-id-taken@1': { paymentId },
  'refusal payments.payment-was-voided@1': { paymentId },
  'refusal payments.payment-not-authorized@1': { paymentId },
  'refusal payments.payment-too-late-to-void@1': { paymentId },
  'refusal payments.payment-request-unknown@1': { paymentId, what: 'void' },
};

publishedLanguage('payments', { contracts, golden, readme: new URL('../README.md', import.meta.url) });

describe('What a payment is asked', () => {
  const accepts = (other: object) =>
    contracts.AuthorizePayment.schema.safeParse({ ...request, ...other }).success;

  it.each(['', 'x'.repeat(81), 'a\u0000b', '\uD83D'])('is not about the payment %p', (notAnId) => {
    expect(accepts({ paymentId: notAnId })).toBe(false);
  });

  it.each(['', 'x'.repeat(201), 'tok\nvisa'])('is not paid with %p', (notAToken) => {
    expect(accepts({ paymentToken: notAToken })).toBe(false);
  });

  it.each([0, -1, 1.5, 100_000_001])('moves no amount of %p', (minor) => {
    expect(accepts({ amount: { minor, currency: 'EUR' } })).toBe(false);
  });

  it('keeps the reference of an authorization that is voided, where it is known', () => {
    const data = { paymentId, reference };
    expect(contracts.PaymentVoidRequested.schema.parse(data)).toEqual(data);
  });

  it('knows a purchase however its letters are written', () => {
    const data = { ...request, purchaseId: purchaseId.toUpperCase() };
    expect(contracts.AuthorizePayment.schema.parse(data)).toEqual(request);
  });
});
