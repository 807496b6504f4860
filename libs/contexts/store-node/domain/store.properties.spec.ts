import { describe, expect, it } from '@jest/globals';
import {
  type CardStanding,
  type CardStatement,
  effectOf,
  PolicyMode,
  type StoreStatement,
  understand,
} from '#contracts/gift-cards';
import type { Fact } from '#kernel';
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
} from 'fast-check';
import type { TillRequest } from '../contracts/index.js';
import { returnsDue } from './allowance-returns.js';
import { booked, confirmed, heard, newBooks, type StoreBooks } from './books.js';
import { viewOf } from './card-view.js';
import { decide, type Desk } from './decide.js';
import type { StoreDecision } from './decision.js';
import { askedText, type EarlierRequest, repeated } from './earlier-request.js';
import { released } from './hold-end.js';
import { type KnownCard, unknownCard, withFacts, withStanding } from './known-card.js';
import { afterRestart } from './leases.js';
import { capturedBy, holdOf, lessReversed, redeemedBy } from './own-business.js';
import { annul, type Annulled } from './reverse.js';
import { allowance, asked, cardId, fact, policy, standing, storeId, terms } from './sample-store.js';

const LIMITS = { riskGrantedMinor: 200, optimisticMinorMax: 200, loadGrantedMinor: 1_000 };
const PER_REDEMPTION = 120;
/** Sometimes less than the budgets, and sometimes more. */
const PER_CARD = [150, 400];
const LEASE_MS = 1_000;
const HUB_MINOR = 1_000;

type OwnFact = Fact<CardStatement>;
interface Asked {
  readonly request: TillRequest;
  readonly decision: StoreDecision;
  readonly earlier: EarlierRequest;
}

/** A store, the hub that it talks to now and then, and nobody else. */
class Trade {
  readonly chain: Fact<StoreStatement>[] = [];
  readonly asked = new Map<string, Asked>();
  readonly business = new Map<string, Exclude<Desk['begun'], undefined>>();
  readonly granted = new Map<string, number>();
  known: KnownCard = unknownCard(cardId);
  books: StoreBooks;
  clocks = { wallMs: 1_000_000, monotonicMs: 0 };
  private standings: CardStanding[] = [];
  private admitted = 0;
  private recalled = false;

  constructor(
    readonly mode: PolicyMode,
    readonly perCardMinor: number,
  ) {
    this.books = newBooks(terms(LIMITS));
    this.hubSays();
    this.hear(0);
  }

  get facts(): OwnFact[] {
    return this.chain.filter(isAboutACard);
  }

  get view() {
    return viewOf(this.known, this.books)!;
  }

  /** Of what the hub and the store have made, all draws and returns of the store taken off. */
  leftOf(id: string): number {
    const parts = this.facts.flatMap(({ says }) => effectOf(says).left);
    const own = parts.filter(({ allowanceId }) => allowanceId === id);
    return own.reduce((sum, { minor }) => sum + minor, this.granted.get(id) ?? 0);
  }

  get balanceMinor(): number {
    return this.facts.reduce((sum, { says }) => sum + effectOf(says).balanceMinor, HUB_MINOR);
  }

  ask(request: Exclude<TillRequest, { kind: 'annul' }>): StoreDecision | 'as before' {
    const key = request.requestId;
    const before = this.asked.get(key);
    if (before) return repeated(request, before.earlier) ?? 'as before';
    const named = 'hold' in request ? request.hold : 'redemption' in request ? request.redemption : '';
    const newId = allowance(0).slice(0, -4) + String(this.chain.length + 1_000);
    const decision = decide(request, { ...this.grounds(), begun: this.business.get(named), newId });
    this.keep(request, decision);
    return decision;
  }

  annul(requestId: string): StoreDecision {
    const request = { kind: 'annul', ...asked(requestId) } as const;
    const before = this.asked.get(requestId);
    const decision = annul(request, this.whatCameOf(before), this.grounds());
    if (decision.outcome === 'approved')
      this.keep(before?.request ?? request, before?.decision ?? decision, true, decision);
    return decision;
  }

  expire(at: number): void {
    const live = [...this.business.values()].flatMap((each) =>
      each.kind === 'hold' && each.hold.isLive ? [each.hold] : [],
    );
    const hold = live[at % Math.max(1, live.length)];
    if (hold) this.say(released(hold, 'expired'));
  }

  returnWhatIsDue(): void {
    for (const says of returnsDue(this.view, this.books, this.grounds().now)) this.say(says);
  }

  /** The hub admits some more of the chain, and grants out of what it knows to be free. */
  push(count: number): void {
    this.admitted = Math.min(this.chain.length, this.admitted + count);
    this.hubSays();
  }

  grant(minor: number): void {
    const { balanceMinor, heldMinor, allowances } = this.standings.at(-1)!;
    const setAside = allowances.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
    const free = balanceMinor - heldMinor - setAside;
    if (free > 0) this.granted.set(allowance(this.granted.size + 1), Math.min(minor, free));
    this.hubSays();
  }

  recall(): void {
    this.recalled = !this.recalled;
    this.hubSays();
  }

  /** Standings come late, again and in any order. */
  hear(at: number): void {
    const said = this.standings[at % this.standings.length]!;
    this.known = withStanding(this.known, said);
    this.books = heard(
      this.books,
      said.allowances.map(({ id }) => id),
      this.clocks.monotonicMs,
    );
  }

  hearCheckpoint(): void {
    this.books = confirmed(this.books, { storeId, seq: this.admitted, head: null });
  }

  timePasses(ms: number): void {
    this.clocks = { wallMs: this.clocks.wallMs + ms, monotonicMs: this.clocks.monotonicMs + ms };
  }

  wallJumps(ms: number): void {
    this.clocks = { ...this.clocks, wallMs: Math.max(0, this.clocks.wallMs + ms) };
  }

  restarts(offMs: number): void {
    const startedAt = { wallMs: Math.max(0, this.clocks.wallMs + offMs), monotonicMs: 0 };
    const leases = afterRestart(this.books.leases, { stoppedAt: this.clocks, startedAt });
    this.books = { ...this.books, leases };
    this.clocks = startedAt;
  }

  /** What the store knows when it reads its chain and the latest standing again. */
  rebuilt() {
    const known = withFacts(withStanding(unknownCard(cardId), this.known.standing!), this.facts.toReversed());
    const books = this.chain.reduce(booked, newBooks(this.books.terms));
    return { view: viewOf(known, this.books), books: confirmed(books, this.checkpoint) };
  }

  get checkpoint() {
    return { storeId, seq: this.books.checkpointSeq, head: null };
  }

  private grounds() {
    return {
      view: this.view,
      books: this.books,
      now: { monotonicMs: this.clocks.monotonicMs, knowledgeAgeMs: 0 },
    };
  }

  private keep(request: TillRequest, first: StoreDecision, isAnnulled = false, saying = first): void {
    const earlier = { asked: askedText(request), isAnnulled };
    this.asked.set(request.requestId, { request, decision: first, earlier });
    if (saying.outcome === 'approved') for (const says of saying.says) this.say(says);
  }

  private whatCameOf(before: Asked | undefined): Annulled {
    if (!before) return { kind: 'never-came' };
    if (before.earlier.isAnnulled || before.decision.outcome === 'declined')
      return { kind: 'without-effect' };
    const key = before.request.requestId;
    const first = this.facts.find(({ says }) => 'requestId' in says.body && says.body.requestId === key);
    return (first && this.business.get(first.id)) ?? { kind: 'for-good' };
  }

  private say(says: StoreStatement): void {
    const said = fact(this.chain.length + 1, says);
    this.chain.push(said);
    this.books = booked(this.books, said);
    if (!isAboutACard(said)) return;
    this.known = withFacts(this.known, [said]);
    this.follow(said);
  }

  private follow({ id, says, ...rest }: OwnFact): void {
    const holdBegunBy = (of: string) => {
      const begun = this.business.get(of);
      if (begun?.kind !== 'hold') throw new Error(`No hold was placed by ${of}`);
      this.business.set(of, { kind: 'hold', hold: { ...begun.hold, isLive: false } });
      return begun.hold;
    };
    if (says.type === 'gift-cards.redeemed-at-store')
      this.business.set(id, { kind: 'taking', taking: redeemedBy({ ...rest, id, says }) });
    if (says.type === 'gift-cards.hold-placed-at-store')
      this.business.set(id, { kind: 'hold', hold: holdOf({ ...rest, id, says }) });
    if (says.type === 'gift-cards.hold-released-at-store') holdBegunBy(says.body.hold);
    if (says.type === 'gift-cards.hold-captured-at-store') {
      const taking = capturedBy({ ...rest, id, says }, holdBegunBy(says.body.hold));
      this.business.set(id, { kind: 'taking', taking });
    }
    if (says.type === 'gift-cards.redemption-reversed') {
      const begun = this.business.get(says.body.redemption);
      if (begun?.kind !== 'taking') throw new Error('Nothing was taken by what is reversed');
      const taking = lessReversed(begun.taking, { ...rest, id, says });
      this.business.set(says.body.redemption, { kind: 'taking', taking });
    }
  }

  private hubSays(): void {
    const contained = this.chain.slice(0, this.admitted).filter(isAboutACard);
    const effects = contained.map(({ says }) => effectOf(says));
    const lefts = new Map(this.granted);
    for (const { allowanceId, minor } of effects.flatMap(({ left }) => left))
      lefts.set(allowanceId, (lefts.get(allowanceId) ?? 0) + minor);
    this.standings.push(
      standing({
        version: this.standings.length + 1,
        balanceMinor: effects.reduce((sum, effect) => sum + effect.balanceMinor, HUB_MINOR),
        heldMinor: effects.reduce((sum, effect) => sum + effect.heldMinor, 0),
        policy: policy({
          mode: this.mode,
          unbackedPerRedemptionMinor: PER_REDEMPTION,
          unbackedPerCardMinor: this.perCardMinor,
        }),
        frontier: this.admitted > 0 ? { [storeId]: this.admitted } : {},
        allowances: [...lefts].flatMap(([id, leftMinor]) => {
          const leaseMs = this.granted.has(id) ? LEASE_MS : undefined;
          return leftMinor === 0 ? [] : [{ id, storeId, leftMinor, leaseMs, recalled: this.recalled }];
        }),
      }),
    );
  }
}

const isAboutACard = (each: Fact<StoreStatement>): each is OwnFact =>
  each.says.type !== 'gift-cards.request-annulled';

type Step = (trade: Trade) => void;

const minors = integer({ min: 1, max: 260 });
const requestIds = nat({ max: 40 }).map((digit) => `request-${digit}`);
const currency = 'EUR';
/** The id of something that the store has begun, or of nothing. */
const begunAt = (trade: Trade, at: number): string =>
  [...trade.business.keys()][at % Math.max(1, trade.business.size)] ?? 'nothing'.padEnd(43, '_');

const requests: Arbitrary<Step> = oneof(
  minors.chain((minor) =>
    requestIds.chain((id) =>
      boolean().map((allowPartial): Step => {
        return (trade) => trade.ask({ kind: 'redeem', ...asked(id), cardId, minor, currency, allowPartial });
      }),
    ),
  ),
  minors.chain((minor) =>
    requestIds.map((id): Step => {
      return (trade) =>
        trade.ask({ kind: 'hold', ...asked(id), cardId, minor, currency, expiresAfterMs: 500 });
    }),
  ),
  minors.chain((minor) =>
    requestIds.map(
      (id): Step =>
        (trade) =>
          trade.ask({ kind: 'load', ...asked(id), cardId, minor, currency }),
    ),
  ),
  constantFrom('capture', 'release', 'reverse').chain((kind) =>
    minors.chain((minor) =>
      requestIds.chain((id) =>
        nat({ max: 60 }).map((at): Step => {
          return (trade) => {
            const named = begunAt(trade, at);
            if (kind === 'capture') trade.ask({ kind, ...asked(id), hold: named, minor });
            if (kind === 'release') trade.ask({ kind, ...asked(id), hold: named });
            if (kind === 'reverse') trade.ask({ kind, ...asked(id), redemption: named, minor });
          };
        }),
      ),
    ),
  ),
  requestIds.map(
    (id): Step =>
      (trade) =>
        trade.annul(id),
  ),
);

const news: Arbitrary<Step> = oneof(
  nat({ max: 8 }).map(
    (count): Step =>
      (trade) =>
        trade.push(count),
  ),
  minors.map(
    (minor): Step =>
      (trade) =>
        trade.grant(minor),
  ),
  nat({ max: 60 }).map(
    (at): Step =>
      (trade) =>
        trade.hear(at),
  ),
  constantFrom<Step>(
    (trade) => trade.hearCheckpoint(),
    (trade) => trade.hearCheckpoint(),
    (trade) => trade.recall(),
    (trade) => trade.returnWhatIsDue(),
  ),
  nat({ max: 9 }).map(
    (at): Step =>
      (trade) =>
        trade.expire(at),
  ),
);

const clocks: Arbitrary<Step> = oneof(
  nat({ max: 700 }).map(
    (ms): Step =>
      (trade) =>
        trade.timePasses(ms),
  ),
  integer({ min: -3_600_000, max: 3_600_000 }).map(
    (ms): Step =>
      (trade) =>
        trade.wallJumps(ms),
  ),
  integer({ min: -500, max: 5_000 }).map(
    (ms): Step =>
      (trade) =>
        trade.restarts(ms),
  ),
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
    for (const step of sequence) {
      step(trade);
      look(trade);
    }
  });
  assert(played, RUNS);
}

/** Plays it all, and looks when it is over. */
function atLast(look: (trade: Trade) => void): void {
  const played = property(modes, perCard, steps, (mode, perCardMinor, sequence) => {
    const trade = new Trade(mode, perCardMinor);
    for (const step of sequence) step(trade);
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
        expect(trade.leftOf(allowanceId)).toBeGreaterThanOrEqual(0);
    });
  });

  it('overdraws a card by no more than it took without an allowance', () => {
    always((trade) => {
      expect(trade.balanceMinor).toBeGreaterThanOrEqual(-sumOf(trade.facts, 'unbackedMinor'));
    });
  });

  it.each<[PolicyMode, 'unbackedMinor' | 'riskMinor', number]>([
    ['strict', 'unbackedMinor', 0],
    ['online-only', 'unbackedMinor', 0],
    ['hybrid', 'unbackedMinor', LIMITS.riskGrantedMinor],
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
      expect({ ...books, leases: {} }).toEqual({ ...trade.books, leases: {} });
    });
  });

  it('knows a balance that is what was loaded less what is taken, and holds what was not ended', () => {
    always(({ view, books, business }) => {
      const all = [...business.values()];
      const taken = all.flatMap((each) => (each.kind === 'taking' ? [each.taking.leftMinor] : []));
      const held = all.flatMap((each) =>
        each.kind === 'hold' && each.hold.isLive ? [each.hold.heldMinor] : [],
      );
      expect(view.balanceMinor).toBe(HUB_MINOR + books.loadedMinor - total(taken));
      expect(view.heldMinor).toBe(total(held));
    });
  });

  it('changes no balance because a clock does', () => {
    const played = property(modes, steps, array(clocks), (mode, sequence, ticks) => {
      const trade = new Trade(mode, 150);
      for (const step of sequence) step(trade);
      const before = trade.view;
      for (const tick of ticks) tick(trade);
      expect(trade.view).toEqual(before);
    });
    assert(played, RUNS);
  });
});
