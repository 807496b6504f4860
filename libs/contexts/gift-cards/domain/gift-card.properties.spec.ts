import { describe, expect, it } from '@jest/globals';
import {
  type Arbitrary,
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
} from 'fast-check';

import type { Decision, Message } from '#kernel';

import {
  ActivateCard,
  BALANCE_MINOR_MAX,
  BlockCard,
  CaptureHold,
  IssueCard,
  LoadCard,
  PlaceHold,
  RedeemCard,
  ReleaseHold,
} from '../contracts/index.js';
import { evolve } from './evolve.js';
import { type CardEvent, type GiftCard, unissued } from './gift-card.js';
import { giftCard } from './gift-card.decider.js';
import { freeMinor } from './ledger/ledger.js';
import { cardId, euros, purchaseId } from './sample-card.js';

const NOW = { now: 0 };

const RUNS = { numRuns: 300 };

// Few ids, and amounts that are small or large, so that requests meet each other and limits are reached.
const ids = integer({ min: 1, max: 9 }).map((digit) => `01980000-0000-7000-8000-00000000000${digit}`);
const amounts = oneof(integer({ min: 1, max: 120 }), integer({ min: 40_000, max: 150_000 })).map(euros);

const [issue, activate] = [
  new IssueCard({ cardId, currency: 'EUR', activate: false }),
  new ActivateCard({ cardId }),
];
const sell = new IssueCard({ cardId, currency: 'EUR', activate: true });
const lifecycle = [issue, sell, activate, new BlockCard({ cardId, reason: 'lost' })];

const commands: Arbitrary<Message<'command'>> = oneof(
  constantFrom(...lifecycle),
  { weight: 4, arbitrary: requests((loadId, amount) => new LoadCard({ cardId, loadId, amount })) },
  {
    weight: 3,
    arbitrary: boolean().chain((allowPartial) =>
      requests((redemptionId, amount) => new RedeemCard({ cardId, redemptionId, amount, allowPartial })),
    ),
  },
  {
    weight: 4,
    arbitrary: requests((holdId, amount) => new PlaceHold({ cardId, holdId, amount, purchaseId })),
  },
  { weight: 3, arbitrary: ids.map((holdId) => new CaptureHold({ cardId, holdId })) },
  { weight: 3, arbitrary: ids.map((holdId) => new ReleaseHold({ cardId, holdId })) },
);

function requests<T>(make: (id: string, amount: ReturnType<typeof euros>) => T): Arbitrary<T> {
  return ids.chain((id) => amounts.map((amount) => make(id, amount)));
}

// Most sequences begin with a card that can be used, for the story to go anywhere.
const sequences = boolean().chain((usable) =>
  array(commands, { maxLength: 60, size: 'max' }).map((rest) => (usable ? [issue, activate, ...rest] : rest)),
);

/** All states that a card goes through, and its events. */
function play(sequence: readonly Message<'command'>[]) {
  const aggregate = giftCard.open([]);
  const events: CardEvent[] = [];
  for (const command of sequence) {
    const decision = aggregate.decide(command, NOW);
    if (decision.outcome === 'accepted') events.push(...decision.events.filter(isCardEvent));
  }
  return events;
}

const isCardEvent = (event: Message<'event'>): event is CardEvent =>
  giftCard.events.some(({ type }) => type === event.type);

function statesOf(events: readonly CardEvent[]): GiftCard[] {
  const states: GiftCard[] = [unissued];
  for (const event of events) states.push(evolve(states.at(-1) ?? unissued, event));
  return states;
}

/** What all events together say, added up the simple way. */
function sumsOf(events: readonly CardEvent[]) {
  const sum = (type: CardEvent['type']) =>
    events.reduce(
      (total, event) => total + (event.type === type && 'amount' in event.data ? event.data.amount.minor : 0),
      0,
    );
  const [captured, released] = [sum('gift-cards.hold-captured'), sum('gift-cards.hold-released')];
  return {
    balance: sum('gift-cards.card-loaded') - sum('gift-cards.card-redeemed') - captured,
    held: sum('gift-cards.hold-placed') - captured - released,
  };
}

describe('Whatever is asked of a card', () => {
  it('never overdraws it, stays within its limit, and keeps available and held its balance', () => {
    assert(
      property(sequences, (sequence) => {
        for (const card of statesOf(play(sequence))) {
          if (card.status === 'unissued' || card.status === 'issued') continue;
          expect(card.heldMinor).toBeGreaterThanOrEqual(0);
          expect(freeMinor(card)).toBeGreaterThanOrEqual(0);
          expect(card.balanceMinor).toBeLessThanOrEqual(BALANCE_MINOR_MAX);
          expect(freeMinor(card) + card.heldMinor).toBe(card.balanceMinor);
        }
      }),
      RUNS,
    );
  });

  it('makes its balance and its holds what its events add up to', () => {
    assert(
      property(sequences, (sequence) => {
        const events = play(sequence);
        const card = statesOf(events).at(-1);
        const { balance, held } = sumsOf(events);
        const funds = card && 'balanceMinor' in card ? card : { balanceMinor: 0, heldMinor: 0 };
        expect(funds).toMatchObject({ balanceMinor: balance, heldMinor: held });
      }),
      RUNS,
    );
  });

  it('changes nothing when it was accepted and comes again, at any distance', () => {
    const repetitions = array(nat(), { minLength: 60, maxLength: 60 });
    assert(
      property(sequences, repetitions, (sequence, picks) => {
        const aggregate = giftCard.open([]);
        const accepted: Message<'command'>[] = [];
        const doneTwice: Message<'command'>[] = [];
        sequence.forEach((command, at) => {
          if (hasNewEvents(aggregate.decide(command, NOW))) accepted.push(command);
          const again = accepted[(picks[at] ?? 0) % accepted.length];
          if (again && hasNewEvents(aggregate.decide(again, NOW))) doneTwice.push(again);
        });
        expect(doneTwice).toEqual([]);
      }),
      RUNS,
    );
  });
});

const hasNewEvents = (decision: Decision): boolean =>
  decision.outcome === 'accepted' && decision.events.length > 0;
