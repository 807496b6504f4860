import { describe, expect, it } from '@jest/globals';
import { array, assert, boolean, constantFrom, dictionary, nat, property, record } from 'fast-check';

import { ReleaseHold } from '#contracts/gift-cards';
import { ReleaseInventory } from '#contracts/inventory';
import {
  AuthorizePayment,
  PaymentAuthorizationRequested,
  PaymentOutcomeUnknown,
  PaymentVoidRequested,
  VoidPayment,
} from '#contracts/payments';
import type { Message, SagaCommand } from '#kernel';
import { type Participants, sagaSpecification, UnrulyBus } from '#testing';

import { AcceptPurchase, PurchaseUnknown } from '../contracts/index.js';
import { byCard, byPayment, cardA, cardB, confirmed, line } from '../domain/sample-purchase.js';
import { purchaseSaga } from './purchase.saga.js';
import { doneAnswer, oppositeOf, refusingAnswer } from './sample-participants.js';
import { cancellation } from './sample-story.js';

type Command = Message<'command'>;
type Told = ReturnType<typeof sagaSpecification>;

const isUndoing = (command: Command) =>
  command instanceof ReleaseInventory || command instanceof ReleaseHold || command instanceof VoidPayment;

/** What a command is about: the reservation, hold or payment, or else the purchase itself. */
function subjectOf({ data }: Command): string {
  for (const field of ['reservationId', 'holdId', 'paymentId', 'shipmentId', 'purchaseId']) {
    const id: unknown = Reflect.get(Object(data), field);
    if (typeof id === 'string') return id;
  }
  throw new Error('It is about nothing');
}

/** Participants that keep ids apart, remember what was taken back, and refuse what they are told to refuse. */
class Shop implements Participants {
  readonly effects = new Map<string, 'done' | 'undone' | 'taken'>();
  accepted = false;
  private cancelled = false;

  constructor(
    private readonly told: Told,
    /** How often each command type is refused before it is done. */
    private readonly refusals: Record<string, number>,
  ) {}

  keyOf({ message }: SagaCommand): string {
    return subjectOf(message);
  }

  handle({ message }: SagaCommand): Message[] {
    const refusalsLeft = this.refusals[message.type] ?? 0;
    this.refusals[message.type] = refusalsLeft - 1;
    const refused = refusalsLeft > 0;
    if (message instanceof AcceptPurchase) return [this.decideAcceptance(message, refused)];
    const subject = subjectOf(message);
    const effect = this.effects.get(subject);
    if (isUndoing(message)) return this.takeBack(message, subject, refused);
    if (oppositeOf(message)) {
      if (effect === undefined && refused) return [refusingAnswer(message)];
      if (effect === 'undone') return [new PurchaseUnknown({ purchaseId: cancellation.data.purchaseId })];
      this.effects.set(subject, effect ?? 'done');
      return [...progressOf(message), doneAnswer(message)];
    }
    if (refused) return [refusingAnswer(message)];
    if (effect === 'done') this.effects.set(subject, 'taken');
    return [doneAnswer(message)];
  }

  happenings(): (() => void)[] {
    const people = this.told.why.some((why) => why.includes('waits for a person'))
      ? [true, false].map((approved) => () => void this.told.decided('approve', approved))
      : [];
    const cancel = () => {
      this.cancelled = true;
      this.told.happened(cancellation);
    };
    return this.accepted || this.cancelled ? people : [...people, cancel];
  }

  private takeBack(message: Command, subject: string, refused: boolean): Message[] {
    if (refused) return [refusingAnswer(message)];
    this.effects.set(subject, 'undone');
    return [...progressOf(message), doneAnswer(message)];
  }

  private decideAcceptance(message: Command, refused: boolean): Message {
    if (this.cancelled || (refused && !this.accepted)) return refusingAnswer(message);
    this.accepted = true;
    return doneAnswer(message);
  }
}

function progressOf(message: Command): Message[] {
  if (message instanceof VoidPayment) return [new PaymentVoidRequested(message.data)];
  if (!(message instanceof AuthorizePayment)) return [];
  const { paymentId } = message.data;
  return [
    new PaymentAuthorizationRequested(message.data),
    new PaymentOutcomeUnknown({ paymentId, what: 'authorize', detail: 'no answer' }),
  ];
}

const anyPurchase = constantFrom<Parameters<typeof confirmed>[0]>(
  { lines: [line('beans', 2, 1_200)], tenders: [byPayment(2_400)] },
  { lines: [line('beans', 1, 1_000)], tenders: [byCard(cardA, 1_000)] },
  {
    lines: [line('beans', 1, 1_000), line('cups', 3, 500), line('milk', 1, 300)],
    tenders: [byCard(cardA, 1_000), byCard(cardB, 800), byPayment(1_000)],
  },
  { lines: [line('machine', 1, 900_000)], tenders: [byCard(cardA, 100_000), byPayment(800_000)] },
);
const anyRefusals = dictionary(
  constantFrom(
    'inventory.reserve-inventory',
    'inventory.release-inventory',
    'inventory.consume-inventory',
    'gift-cards.place-hold',
    'gift-cards.release-hold',
    'gift-cards.capture-hold',
    'payments.authorize-payment',
    'payments.void-payment',
    'payments.capture-payment',
    'purchasing.accept-purchase',
    'dispatch.dispatch-shipment',
    'purchasing.complete-purchase',
  ),
  nat(3),
  { maxKeys: 3 },
);
const anyStory = record({
  purchase: anyPurchase,
  refusals: anyRefusals,
  choices: array(nat(1_000), { maxLength: 60 }),
  approved: boolean(),
});

/** How often a command was sent to undo (`undo`) or to cancel (`cancel`) each step, first attempts only. */
const countOf = (told: Told, purpose: 'undo' | 'cancel'): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { token } of told.commands) {
    if (!token.endsWith(`:${purpose}:1`)) continue;
    const path = token.replace(`:${purpose}:1`, '');
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
};

describe('Whatever the bus, the participants, the customer and the staff do, the purchase saga', () => {
  const outcomes = new Map<string, number>();

  it('ends completed or compensated, with nothing half done and nothing undone that was not done', () => {
    assert(
      property(anyStory, ({ purchase, refusals, choices, approved }) => {
        const told = sagaSpecification(purchaseSaga).startedBy(confirmed(purchase));
        const shop = new Shop(told, { ...refusals });
        new UnrulyBus(told, shop).play(choices).settle(() => {
          if (told.why.some((why) => why.includes('waits for a person'))) told.decided('approve', approved);
        });
        outcomes.set(told.status, (outcomes.get(told.status) ?? 0) + 1);

        const effects = [...shop.effects.values()];
        expect(told.status).toBe(shop.accepted ? 'completed' : 'compensated');
        expect(effects).toEqual(effects.map(() => (shop.accepted ? 'taken' : 'undone')));
        const sent = told.sent.map(subjectOf);
        const undone = told.sent.filter(isUndoing);
        expect(shop.accepted ? undone : []).toEqual([]);
        for (const command of undone) {
          expect(sent.indexOf(subjectOf(command))).toBeLessThan(told.sent.indexOf(command));
        }
        for (const count of [...countOf(told, 'undo').values(), ...countOf(told, 'cancel').values()]) {
          expect(count).toBe(1);
        }
      }),
      { numRuns: 500 },
    );
    // Both ends, each often enough, or the property says little.
    expect(Math.min(outcomes.get('completed') ?? 0, outcomes.get('compensated') ?? 0)).toBeGreaterThan(10);
  });
});
