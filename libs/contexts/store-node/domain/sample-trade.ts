import { type PolicyMode, type StoreStatement } from '#contracts/gift-cards';
import type { Fact } from '#kernel';
import type { TillRequest } from '../contracts/index.js';
import { returnsDue } from './allowance-returns.js';
import { booked, confirmed, newBooks, type StoreBooks } from './books.js';
import { type CardView, viewOf } from './card-view.js';
import { decide } from './decide.js';
import type { StoreDecision } from './decision.js';
import { askedText, type EarlierRequest, repeated } from './earlier-request.js';
import { released } from './hold-end.js';
import { heardBy, type KnownCard, unknownCard, withFacts, withStanding } from './known-card.js';
import type { Leases } from './leases.js';
import { annul, type Annulled } from './reverse.js';
import { SampleBusiness } from './sample-business.js';
import { isAboutACard, type OwnFact, SampleHub } from './sample-hub.js';
import { allowance, asked, cardId, fact, storeId, terms } from './sample-store.js';
import { type ClockReading, startsAt } from './store-time.js';

// A store that is asked and told things in any order: for specs.

export const LIMITS = { riskGrantedMinor: 200, optimisticMinorMax: 200, loadGrantedMinor: 1_000 };

interface Asked {
  readonly request: TillRequest;
  readonly decision: StoreDecision;
  readonly earlier: EarlierRequest;
}

/** A store, the hub that it talks to now and then, and nobody else. */
export class Trade {
  readonly chain: Fact<StoreStatement>[] = [];
  readonly asked = new Map<string, Asked>();
  readonly business = new SampleBusiness();
  readonly hub: SampleHub;
  known: KnownCard = unknownCard(cardId);
  books: StoreBooks;
  leases: Leases = {};
  clocks: ClockReading = { wallMs: 1_000_000, era: 1, ms: 0 };
  constructor(
    mode: PolicyMode,
    readonly perCardMinor: number,
  ) {
    this.books = newBooks(terms(LIMITS));
    this.hub = new SampleHub(mode, perCardMinor);
    this.hear(0);
  }

  get facts(): OwnFact[] {
    return this.chain.filter(isAboutACard);
  }

  get view(): CardView {
    const view = viewOf(this.known, this.books);
    if (!view) throw new Error('Nobody has spoken of the card');
    return view;
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
    const hold = this.business.liveHolds().at(at);
    if (hold) this.say(released(hold, 'expired'));
  }

  returnWhatIsDue(onLine: boolean): void {
    for (const says of returnsDue(this.view, this.grounds().now, onLine)) this.say(says);
  }

  /** Standings come late, again and in any order. */
  hear(at: number): void {
    const { standings } = this.hub;
    const said = standings[at % standings.length];
    if (!said) return;
    const known = withStanding(this.known, said);
    if (known === this.known) return;
    this.known = heardBy(known, storeId, this.leases, this.clocks);
    this.leases = { ...this.leases, ...this.known.leases };
  }

  hearCheckpoint(): void {
    this.books = confirmed(this.books, { storeId, seq: this.hub.admitted, head: null });
  }

  restarts(offMs: number): void {
    const wallMs = Math.max(0, this.clocks.wallMs + offMs);
    this.clocks = { wallMs, ...startsAt(this.clocks, wallMs) };
  }

  /** What the store knows when it reads its chain and the latest standing again. */
  rebuilt() {
    const { standing, leases } = this.known;
    const said = standing ? withStanding(unknownCard(cardId), standing) : unknownCard(cardId);
    const known = withFacts({ ...said, leases }, this.facts.toReversed());
    const books = this.chain.reduce(booked, newBooks(this.books.terms));
    return {
      view: viewOf(known, this.books),
      books: confirmed(books, { storeId, seq: this.books.checkpointSeq, head: null }),
    };
  }

  private grounds() {
    return {
      view: this.view,
      books: this.books,
      now: { at: this.clocks, knowledgeAgeMs: 0 },
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
    this.business.follow(said);
  }
}
