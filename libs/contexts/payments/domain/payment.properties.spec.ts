import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';

import type { Decision, Message } from '#kernel';
import {
  AuthorizePayment,
  CapturePayment,
  RecordAuthorization,
  RecordCapture,
  RecordOutcomeUnknown,
  RecordVoid,
  VoidPayment,
} from '../contracts/index.js';
import { payment } from './payment.decider.js';

const paymentId = 'p';
const purchaseId = '01920000-0000-7000-8000-000000000001';
const amount = { minor: 5, currency: 'EUR' } as const;

const anyCommand = constantFrom<Message<'command'>>(
  new AuthorizePayment({ paymentId, purchaseId, amount, paymentToken: 'tok_1' }),
  new AuthorizePayment({ paymentId, purchaseId, amount, paymentToken: 'tok_2' }),
  new RecordAuthorization({ paymentId, outcome: { kind: 'approved', reference: 'auth_1' } }),
  new RecordAuthorization({ paymentId, outcome: { kind: 'declined', reason: 'no' } }),
  new RecordOutcomeUnknown({ paymentId, what: 'authorize', detail: 'silence' }),
  new RecordOutcomeUnknown({ paymentId, what: 'void', detail: 'silence' }),
  new CapturePayment({ paymentId }),
  new RecordCapture({ paymentId, outcome: { kind: 'captured' } }),
  new RecordCapture({ paymentId, outcome: { kind: 'declined', reason: 'no' } }),
  new VoidPayment({ paymentId }),
  new RecordVoid({ paymentId }),
);
const anyCommands = array(anyCommand, { maxLength: 30 });

/** What happened, event by event, and after each command. */
function play(commands: readonly Message<'command'>[]) {
  const aggregate = payment.open([]);
  const decisions = commands.map((command) => aggregate.decide(command, { now: 0 }));
  const events = decisions.flatMap((each) => (each.outcome === 'accepted' ? each.events : []));
  return { aggregate, decisions, types: events.map(({ type }) => type), events };
}

const answerIn = (decision: Decision): Message =>
  decision.outcome === 'refused' ? decision.refusal : decision.reply;

const before = (types: readonly string[], first: string, second: string): boolean =>
  !types.includes(second) || (types.includes(first) && types.indexOf(first) < types.indexOf(second));

// Few stories come to an end by chance.
const thoroughly = { numRuns: 1_000 };

describe('Whatever is asked and reported, in any order, a payment', () => {
  it('is captured once at most, and never together with being voided', () => {
    assert(
      property(anyCommands, (commands) => {
        const { types } = play(commands);
        const captures = types.filter((type) => type === 'payments.payment-captured');
        expect(captures.length).toBeLessThanOrEqual(1);
        const isLast = captures.length === 0 || types.at(-1) === 'payments.payment-captured';
        expect(isLast).toBe(true);
      }),
      thoroughly,
    );
  });

  it('asks for nothing that it has no ground for', () => {
    assert(
      property(anyCommands, (commands) => {
        const { types } = play(commands);
        expect(before(types, 'payments.payment-authorization-requested', 'payments.payment-authorized')).toBe(
          true,
        );
        expect(before(types, 'payments.payment-authorized', 'payments.payment-capture-requested')).toBe(true);
        expect(before(types, 'payments.payment-capture-requested', 'payments.payment-captured')).toBe(true);
        expect(
          before(types, 'payments.payment-authorization-requested', 'payments.payment-void-requested'),
        ).toBe(true);
      }),
      thoroughly,
    );
  });

  it('is never authorized anew once it was voided', () => {
    assert(
      property(anyCommands, (commands) => {
        const { types } = play(commands);
        const voids = ['payments.payment-voided', 'payments.payment-void-requested'];
        const voidedAt = types.findIndex((type) => voids.includes(type));
        if (voidedAt < 0) return;
        const rest = types.slice(voidedAt);
        expect(rest).not.toContain('payments.payment-authorization-requested');
        expect(rest).not.toContain('payments.payment-capture-requested');
      }),
      thoroughly,
    );
  });

  it('gives the second of two equal commands the same answer as the first', () => {
    assert(
      property(anyCommands, anyCommand, (commands, command) => {
        const { aggregate } = play(commands);
        const first = aggregate.decide(command, { now: 0 });
        const second = aggregate.decide(command, { now: 1 });
        expect(answerIn(second)).toEqual(answerIn(first));
      }),
      thoroughly,
    );
  });

  it('can be folded from its events alone', () => {
    assert(
      property(anyCommands, anyCommand, (commands, command) => {
        const { aggregate, events } = play(commands);
        expect(payment.open(events).decide(command, { now: 0 })).toEqual(
          aggregate.decide(command, { now: 0 }),
        );
      }),
      thoroughly,
    );
  });
});
