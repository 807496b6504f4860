import { describe, expect, it } from '@jest/globals';
import {
  type Arbitrary,
  array,
  assert,
  boolean,
  integer,
  nat,
  oneof,
  property,
  record as shape,
} from 'fast-check';
import type { AnyEvent, Statement } from '#kernel';
import { type RecordedFact, ValueRedeemedAcross } from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import type { Lot, Lots } from './ledger/lots.js';
import { cardId, cardWith } from './sample-card.js';
import {
  activatedAtStore,
  blockedAtStore,
  capturedAtStore,
  from,
  heldAtStore,
  loadedAtStore,
  redeemedAtStore,
  releasedAtStore,
  returned,
  reversedAtStore,
  sungAtStore,
} from './sample-statements.js';
import { fact, factId, granted, north, record, south, west } from './sample-stores.js';
import { sharesOf } from './shares.js';
import { standingOf } from './standing.js';

const STORES = [north, south, west] as const;
const RUNS = { numRuns: 500 };

const idOf = (kind: string, digit: number): string => `01980000-0000-7000-8000-000000${kind}0${digit}`;
const allowanceOf = (store: number): string => idOf('0a100', store);
const loadOf = (store: number): string => idOf('0a200', store);

/** What is said, by whom and at which place in its chain. What was said before is named by a number. */
type Saying = (store: number, seq: number) => Statement;

const saying = (
  weight: number,
  say: (about: { minor: number; earlier: string; number: number; store: number }) => Statement,
) => ({
  weight,
  arbitrary: shape({ minor: integer({ min: 1, max: 60 }), number: nat(8) }).map(
    ({ minor, number }): Saying =>
      (store, seq) =>
        say({ minor, number, store, earlier: factId(`${store}-${(number % seq) + 1}`) }),
  ),
});

// Honest or not: most of this no store would say.
const sayings: Arbitrary<Saying> = oneof(
  saying(6, ({ minor, store }) => redeemedAtStore({ draws: from(minor, allowanceOf(store)) })),
  saying(4, ({ minor }) => redeemedAtStore({ unbacked: minor })),
  saying(1, ({ minor, store }) => redeemedAtStore({ draws: from(minor, allowanceOf((store + 1) % 3)) })),
  saying(4, ({ minor, number, store }) =>
    heldAtStore({ draws: from(minor, allowanceOf(store)), unbacked: number }),
  ),
  saying(2, ({ minor, number, earlier }) => capturedAtStore(earlier, minor, { unbackedBack: number })),
  saying(2, ({ minor, earlier, store }) =>
    releasedAtStore(earlier, { back: from(minor, allowanceOf(store)) }),
  ),
  saying(3, ({ minor, number, earlier, store }) =>
    reversedAtStore(earlier, { back: from(minor, allowanceOf(store)), unbackedBack: number }),
  ),
  saying(1, ({ minor, store }) => loadedAtStore(minor, loadOf(store))),
  saying(2, ({ minor, store }) => redeemedAtStore({ draws: from(minor, loadOf(store)) })),
  saying(1, ({ minor, store }) => returned(minor, allowanceOf(store))),
  saying(1, ({ number, store }) => blockedAtStore(idOf(`0b${store}00`, number))),
  saying(1, () => activatedAtStore()),
  saying(1, () => sungAtStore()),
);

type Chains = readonly (readonly RecordedFact[])[];

const said = shape({ saying: sayings, forked: nat(12).map((chance) => chance === 0) });
const chains: Arbitrary<Chains> = array(array(said, { maxLength: 14 }), {
  minLength: 3,
  maxLength: 3,
}).map((stores) =>
  stores.map((all, store) =>
    all.map(({ saying: say, forked }, at) =>
      fact(at + 1, say(store, at + 1), { id: `${store}-${at + 1}`, forked }),
    ),
  ),
);

/** Which store is heard next, how much of it, and whether with what it said at first. */
interface Hearing {
  readonly store: number;
  readonly count: number;
  readonly again: boolean;
}

const hearings: Arbitrary<readonly Hearing[]> = array(
  shape({ store: nat(2), count: integer({ min: 1, max: 5 }), again: boolean() }),
  { maxLength: 40 },
);

const granting = STORES.map((storeId, store) => granted(150, storeId, allowanceOf(store)));

/** The card's events after all that the stores have said, heard in this order and then the rest. */
function eventsOf(told: Chains, order: readonly Hearing[]): readonly AnyEvent[] {
  const events: AnyEvent[] = [...cardWith(600), ...granting];
  const aggregate = giftCard.open(events);
  const heardOf = [0, 0, 0];
  const rest = STORES.map((_, store) => ({ store, count: 20, again: false }));
  for (const { store, count, again } of [...order, ...rest]) {
    const start = heardOf[store] ?? 0;
    const facts = told[store]?.slice(again ? 0 : start, start + count) ?? [];
    heardOf[store] = start + count;
    if (facts.length === 0) continue;
    const decision = aggregate.decide(record(STORES[store] ?? north, ...facts), { now: 0 });
    if (decision.outcome === 'accepted') events.push(...decision.events);
  }
  return events;
}

/** All of a card that must not depend on the order in which stores are heard. */
function knownOf(events: readonly AnyEvent[]) {
  const card = giftCard.fold(events);
  const shortfall = Math.max(0, -card.balanceMinor);
  return {
    standing: { ...standingOf(card, cardId), version: 0, blocks: card.blocks.live.toSorted() },
    lefts: [...card.allowances.all.values()].map(({ id, leftMinor }) => [id, leftMinor]).toSorted(),
    setAside: card.allowances.setAsideMinor,
    conflicts: [...card.conflicts.all.values()].map(({ conflictId }) => conflictId).toSorted(),
    shares: sharesOf(card, shortfall).map(({ share }) => share),
    owed: card.value.owed.reduce((sum, { minor }) => sum + minor, 0),
    notUnderstood: card.books.notUnderstood,
  };
}

describe('Whatever stores say', () => {
  it('makes the same card in whatever order, batches and repetitions the hub hears it', () => {
    assert(
      property(chains, hearings, hearings, (told, one, other) => {
        expect(knownOf(eventsOf(told, one))).toEqual(knownOf(eventsOf(told, other)));
      }),
      RUNS,
    );
  });

  it('is told, and what was sold is what was redeemed and what is left', () => {
    assert(
      property(chains, hearings, (told, order) => {
        const events = eventsOf(told, order);
        const { value, conflicts, balanceMinor } = giftCard.fold(events);
        const movesTold = events.flatMap((event) =>
          event instanceof ValueRedeemedAcross ? event.data.moves : [],
        );
        expect([value.untold, conflicts.untold]).toEqual([{}, []]);
        expect(minorOf(movesTold)).toBe(minorOf([...value.moves.values()]));
        expect(minorOf(lotsOf(value.lots)) - minorOf(value.owed)).toBe(balanceMinor);
      }),
      RUNS,
    );
  });
});

const minorOf = (parts: readonly { readonly minor: number }[]): number =>
  parts.reduce((sum, { minor }) => sum + minor, 0);

const lotsOf = ({ byNumber, first, end }: Lots): Lot[] =>
  Array.from({ length: end - first }, (_, n) => byNumber.get(`${first + n}`)!);
