import { describe, expect, it } from '@jest/globals';
import { type CardStatement, effectOf, PolicyMode, understand } from '#contracts/gift-cards';
import {
  type Arbitrary,
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
  record,
  tuple,
} from 'fast-check';
import { HUB_MINOR, type OwnFact, PER_REDEMPTION } from './sample-hub.js';
import { asked, cardId, storeId } from './sample-store.js';
import { LIMITS, Trade } from './sample-trade.js';

/** Sometimes less than the budgets, and sometimes more. */
const PER_CARD = [150, 400];

type Step = (trade: Trade) => void;

/** A step for each value. */
const step = <Value>(values: Arbitrary<Value>, act: (trade: Trade, value: Value) => void): Arbitrary<Step> =>
  values.map((value) => (trade) => act(trade, value));

const minors = integer({ min: 1, max: 260 });
// Few ids, so that requests meet each other.
const requestIds = nat({ max: 40 }).map((digit) => `request-${digit}`);
const on = { cardId, currency: 'EUR' } as const;
const wanted = record({ id: requestIds, minor: minors });
const named = record({ id: requestIds, minor: minors, at: nat({ max: 60 }) });

/** The id of something that the store has begun, or of nothing. */
const begunAt = (trade: Trade, at: number): string =>
  [...trade.business.keys()][at % Math.max(1, trade.business.size)] ?? 'nothing'.padEnd(43, '_');

const requests: Arbitrary<Step> = oneof(
  step(tuple(wanted, boolean()), (trade, [{ id, minor }, allowPartial]) =>
    trade.ask({ kind: 'redeem', ...asked(id), ...on, minor, allowPartial }),
  ),
  step(wanted, (trade, { id, minor }) =>
    trade.ask({ kind: 'hold', ...asked(id), ...on, minor, expiresAfterMs: 500 }),
  ),
  step(wanted, (trade, { id, minor }) => trade.ask({ kind: 'load', ...asked(id), ...on, minor })),
  step(named, (trade, { id, minor, at }) =>
    trade.ask({ kind: 'capture', ...asked(id), hold: begunAt(trade, at), minor }),
  ),
  step(named, (trade, { id, at }) => trade.ask({ kind: 'release', ...asked(id), hold: begunAt(trade, at) })),
  step(named, (trade, { id, minor, at }) =>
    trade.ask({ kind: 'reverse', ...asked(id), redemption: begunAt(trade, at), minor }),
  ),
  step(requestIds, (trade, id) => trade.annul(id)),
);

const news: Arbitrary<Step> = oneof(
  step(nat({ max: 8 }), (trade, count) => trade.hub.push(trade.chain, count)),
  step(minors, (trade, minor) => trade.hub.grant(trade.chain, minor)),
  step(nat({ max: 60 }), (trade, at) => trade.hear(at)),
  step(constant(undefined), (trade) => trade.hearCheckpoint()),
  step(constant(undefined), (trade) => trade.hub.recall(trade.chain)),
  step(boolean(), (trade, onLine) => trade.returnWhatIsDue(onLine)),
  step(nat({ max: 9 }), (trade, at) => trade.expire(at)),
);

const clocks: Arbitrary<Step> = oneof(
  step(nat({ max: 700 }), (trade, ms) => {
    trade.clocks = { ...trade.clocks, ms: trade.clocks.ms + ms };
  }),
  step(integer({ min: -900_000, max: 3_600_000 }), (trade, ms) => {
    trade.clocks = { ...trade.clocks, wallMs: trade.clocks.wallMs + ms };
  }),
  step(integer({ min: -500, max: 5_000 }), (trade, ms) => trade.restarts(ms)),
);

const steps = array(
  oneof({ weight: 6, arbitrary: requests }, { weight: 4, arbitrary: news }, { weight: 1, arbitrary: clocks }),
  { maxLength: 60, size: 'max' },
);
const modes: Arbitrary<PolicyMode> = constantFrom(...PolicyMode.options);
const perCard = constantFrom(...PER_CARD);
const RUNS = { numRuns: 120 };

/** Plays it all, and looks after each step. */
function always(look: (trade: Trade) => void, mode = modes): void {
  const played = property(mode, perCard, steps, (chosen, perCardMinor, sequence) => {
    const trade = new Trade(chosen, perCardMinor);
    for (const each of sequence) {
      each(trade);
      look(trade);
    }
  });
  assert(played, RUNS);
}

/** Plays it all, and looks when it is over. */
function atLast(look: (trade: Trade) => void): void {
  const played = property(modes, perCard, steps, (mode, perCardMinor, sequence) => {
    const trade = new Trade(mode, perCardMinor);
    for (const each of sequence) each(trade);
    look(trade);
  });
  assert(played, RUNS);
}

const sumOf = (facts: readonly OwnFact[], of: 'riskMinor' | 'unbackedMinor'): number =>
  facts.reduce((sum, { says }) => sum + effectOf(says)[of], 0);

const takings = (facts: readonly OwnFact[]): OwnFact[] =>
  facts.filter(({ says }) => 'unbackedMinor' in says.body);

/** The fact that another one has ended, or given back a part of. */
const endedBy = ({ body }: CardStatement): string | undefined =>
  'redemption' in body ? body.redemption : 'hold' in body ? body.hold : undefined;

const endedMinor = ({ body }: CardStatement): number =>
  'heldMinor' in body ? body.heldMinor : 'minor' in body ? body.minor : 0;

/** By the fact that took or held something, what ended it or gave it back, in minor units. */
function endings({ facts }: Trade): { readonly begun: OwnFact; readonly ends: readonly number[] }[] {
  return facts.map((begun) => ({
    begun,
    ends: facts.flatMap(({ says }) => (endedBy(says) === begun.id ? [endedMinor(says)] : [])),
  }));
}

/** What the hub granted or the store loaded, less all that the store has drawn and returned of it. */
function leftOf({ facts, hub }: Trade, id: string): number {
  const own = facts
    .flatMap(({ says }) => effectOf(says).left)
    .filter(({ allowanceId }) => allowanceId === id);
  return total([hub.granted.get(id) ?? 0, ...own.map(({ minor }) => minor)]);
}

const balanceOf = ({ facts }: Trade): number =>
  total([HUB_MINOR, ...facts.map(({ says }) => effectOf(says).balanceMinor)]);

const total = (parts: readonly number[]): number => parts.reduce((sum, minor) => sum + minor, 0);

/** What the store still has of what it took without an allowance by facts that the hub has not confirmed. */
function unconfirmedMinor({ facts, books, known, business }: Trade): number {
  const confirmedSeq = Math.max(books.checkpointSeq, known.standing?.frontier[storeId] ?? 0);
  const isOpen = (id: string) => facts.some((each) => each.id === id && each.seq > confirmedSeq);
  return total(
    [...business].map(([id, begun]) => {
      if (begun.kind === 'hold')
        return begun.hold.isLive && isOpen(id) ? begun.hold.backing.unbackedMinor : 0;
      const taken = facts.find((each) => each.id === id);
      const root = (taken && endedBy(taken.says)) ?? id;
      return isOpen(root) ? begun.taking.backing.unbackedMinor : 0;
    }),
  );
}

const minorOf = ({ says: { body } }: OwnFact): number => ('minor' in body ? body.minor : 0);
const isHold = ({ says }: OwnFact): boolean => says.type === 'gift-cards.hold-placed-at-store';

/** What is still taken or held by requests that were called off. */
function leftOfAnnulled({ asked: all, facts, business }: Trade): number {
  const annulled = [...all].flatMap(([id, { earlier }]) => (earlier.isAnnulled ? [id] : []));
  const done = facts.filter(({ says: { body } }) => 'requestId' in body && annulled.includes(body.requestId));
  return done.reduce((sum, { id }) => {
    const begun = business.get(id);
    if (begun?.kind === 'taking') return sum + begun.taking.leftMinor;
    return begun?.hold.isLive ? sum + begun.hold.heldMinor : sum;
  }, 0);
}

describe('Whatever a store is asked, and whatever it hears, it', () => {
  it('draws no more on an allowance than was set aside', () => {
    always((trade) => {
      for (const { allowanceId } of trade.facts.flatMap(({ says }) => effectOf(says).left))
        expect(leftOf(trade, allowanceId)).toBeGreaterThanOrEqual(0);
    });
  });

  it('overdraws a card by no more than it took without an allowance', () => {
    always((trade) => {
      expect(balanceOf(trade)).toBeGreaterThanOrEqual(-sumOf(trade.facts, 'unbackedMinor'));
    });
  });

  it.each<[PolicyMode, 'unbackedMinor' | 'riskMinor', number]>([
    ['strict', 'unbackedMinor', 0],
    ['online-only', 'unbackedMinor', 0],
    ['hybrid', 'riskMinor', LIMITS.riskGrantedMinor],
    ['optimistic', 'riskMinor', 0],
  ])('takes of a card that is %s no more without an allowance (%s) than %d', (mode, sum, max) => {
    always((trade) => expect(sumOf(trade.facts, sum)).toBeLessThanOrEqual(max), constant(mode));
  });

  it('keeps the limits for one redemption and for one card until the hub confirms', () => {
    always((trade) => {
      for (const { says } of takings(trade.facts))
        expect(effectOf(says).unbackedMinor).toBeLessThanOrEqual(PER_REDEMPTION);
      expect(unconfirmedMinor(trade)).toBeLessThanOrEqual(trade.perCardMinor);
    });
  });

  it('keeps the limit for optimistic cards until the hub confirms', () => {
    always((trade) => {
      const open = trade.facts.filter(({ seq }) => seq > trade.books.checkpointSeq);
      expect(sumOf(takings(open), 'unbackedMinor')).toBeLessThanOrEqual(LIMITS.optimisticMinorMax);
    }, constant('optimistic'));
  });

  it('gives back no more than it took, and ends each hold at most once, with all that was held', () => {
    always((trade) => {
      const all = endings(trade);
      const over = all.filter(({ begun, ends }) => total(ends) > minorOf(begun));
      expect(over).toEqual([]);
      const holds = all.filter(({ begun, ends }) => isHold(begun) && ends.length > 0);
      expect(holds.filter(({ begun, ends }) => ends.length > 1 || ends[0] !== minorOf(begun))).toEqual([]);
    });
  });

  it('takes in no more cash than it may', () => {
    always(({ books }) => expect(books.loadedMinor).toBeLessThanOrEqual(LIMITS.loadGrantedMinor));
  });

  it('leaves nothing taken or held by a request that was called off', () => {
    always((trade) => expect(leftOfAnnulled(trade)).toBe(0));
  });

  it('answers a request once: the same again changes nothing, another one by its id is declined', () => {
    atLast((trade) => {
      const before = trade.chain.length;
      for (const { request, earlier } of trade.asked.values()) {
        const again = request.kind === 'annul' ? undefined : trade.ask(request);
        const annulled = { outcome: 'declined', why: { code: 'request-annulled' } };
        expect([undefined, earlier.isAnnulled ? annulled : 'as before']).toContainEqual(again);
        const other = trade.ask({ kind: 'block', ...asked(request.requestId), cardId, reason: 'another' });
        expect(other).toMatchObject({ outcome: 'declined' });
      }
      expect(trade.chain.length).toBe(before);
    });
  });

  it('says only what the hub and other stores understand', () => {
    atLast(({ facts }) => expect(facts.filter(({ says }) => !understand(says))).toEqual([]));
  });

  it('knows the same when it reads its chain again', () => {
    always((trade) => {
      const { view, books } = trade.rebuilt();
      expect(view).toEqual(trade.view);
      expect(books).toEqual(trade.books);
    });
  });

  it('knows a balance that is what was loaded less what is taken, and holds what was not ended', () => {
    always(({ view, books, business }) => {
      const all = [...business.values()];
      const taken = all.flatMap((each) => (each.kind === 'taking' ? [each.taking.leftMinor] : []));
      const held = business.liveHolds().map(({ heldMinor }) => heldMinor);
      expect(view.balanceMinor).toBe(HUB_MINOR + books.loadedMinor - total(taken));
      expect(view.heldMinor).toBe(total(held));
    });
  });

  it('changes no balance because a clock does', () => {
    const played = property(modes, steps, array(clocks), (mode, sequence, ticks) => {
      const trade = new Trade(mode, 150);
      for (const each of sequence) each(trade);
      const before = trade.view;
      for (const tick of ticks) tick(trade);
      expect(trade.view).toEqual(before);
    });
    assert(played, RUNS);
  });
});
