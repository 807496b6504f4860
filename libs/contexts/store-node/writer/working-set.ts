import type { CardStanding, CardStatement, HotCard, StoreStatement } from '#contracts/gift-cards';
import { type Fact, nextTime, type Notice, sealFact, type Seals, type Signer } from '#kernel';
import { booked, type StoreBooks } from '../domain/books.js';
import { type CardView, viewOf } from '../domain/card-view.js';
import {
  type CardLine,
  heardBy,
  type KnownCard,
  unknownCard,
  withFacts,
  withHotCard,
  withStanding,
} from '../domain/known-card.js';
import { type Business, capturedBy, holdOf, idOf, lessReversed, redeemedBy } from '../domain/own-business.js';
import type { Leases } from '../domain/leases.js';
import type { Changes, Loaded, NodeValues, RequestKey, RequestRecord } from '../ports/store-database.js';
import { noChanges } from '../ports/store-database.js';
import type { ClockReading, StoreTime } from '../domain/store-time.js';
import type { NodeState } from './node-state.js';

export interface Seal {
  readonly seals: Seals;
  readonly signer: Signer;
}

const keyOf = ({ till, requestId }: RequestKey): string => `${till}\n${requestId}`;

/** What some work rests on and what it has come to so far, until all of it is committed at once, or none. */
export class WorkingSet {
  private state: NodeState;
  private readonly cards = new Map<string, KnownCard>();
  private readonly requests = new Map<string, RequestRecord>();
  private readonly heardBefore = new Set<string>();
  private readonly business = new Map<string, Business>();
  private leases: Leases = {};
  private changed: { -readonly [Name in keyof Changes]: Changes[Name] } = { ...noChanges };

  constructor(
    state: NodeState,
    private readonly seal: Seal,
    private readonly clocks: ClockReading,
  ) {
    this.state = state;
  }

  /** More to rest on; what the work has changed already is newer. */
  add({ cards, requests, business, leases }: Loaded): void {
    this.leases = { ...leases, ...this.leases };
    for (const card of cards) if (!this.cards.has(card.cardId)) this.cards.set(card.cardId, card);
    for (const each of requests) {
      this.heardBefore.add(keyOf(each));
      if (!this.requests.has(keyOf(each))) this.requests.set(keyOf(each), each);
    }
    for (const each of business) if (!this.business.has(idOf(each))) this.business.set(idOf(each), each);
  }

  get now(): NodeState {
    return this.state;
  }

  /** Not in books that the hub knows to be a backup or a copy, nor when the store has ended. */
  get maySpeak(): boolean {
    const { books, values } = this.state;
    return values.unfit === undefined && books.terms.status !== 'ended';
  }

  get changes(): Changes {
    return this.changed;
  }

  /** Those that it rests on, as they are now. */
  get known(): Iterable<KnownCard> {
    return this.cards.values();
  }

  card(cardId: string): KnownCard {
    return this.cards.get(cardId) ?? unknownCard(cardId);
  }

  view(cardId: string): CardView | undefined {
    return viewOf(this.card(cardId), this.state.books);
  }

  request(key: RequestKey): RequestRecord | undefined {
    return this.requests.get(keyOf(key));
  }

  begunBy(factId: string): Business | undefined {
    return this.business.get(factId);
  }

  /** Adds a fact to the chain, and all that follows from it. */
  say(says: StoreStatement): Fact<StoreStatement> {
    const { head, headAt, books } = this.state;
    const at = nextTime(headAt ?? { ms: 0, count: 0 }, this.clocks.wallMs);
    const fact = sealFact(says, { author: books.storeId, head, at }, this.seal);
    this.state = {
      ...this.state,
      head: { seq: fact.seq, id: fact.id },
      headAt: at,
      books: booked(books, fact),
    };
    this.changed.facts = [...this.changed.facts, fact];
    if (isAboutACard(fact)) this.learn(fact);
    return fact;
  }

  record(record: RequestRecord): void {
    this.requests.set(keyOf(record), record);
    if (this.heardBefore.has(keyOf(record))) this.changed.annulled = [...this.changed.annulled, record];
    else this.changed.requests = [...this.changed.requests, record];
  }

  /** A standing that the hub has signed. */
  receiveStanding(standing: CardStanding, now: StoreTime): void {
    const known = this.card(standing.cardId);
    const said = withStanding(known, standing);
    if (said === known) return;
    const next = heardBy(said, this.state.books.storeId, this.leases, now);
    this.cards.set(standing.cardId, next);
    this.changed.standings = [...this.changed.standings, standing];
    const news = Object.entries(next.leases).filter(([id]) => !known.leases[id] && !this.leases[id]);
    this.changed.leases = { ...this.changed.leases, ...Object.fromEntries(news) };
    this.leases = { ...this.leases, ...next.leases };
  }

  receiveHotCard(notice: Notice<HotCard>): void {
    const known = this.card(notice.body.cardId);
    const next = withHotCard(known, notice.body);
    if (next === known) return;
    this.cards.set(next.cardId, next);
    this.changed.hot = [...this.changed.hot, notice];
  }

  receiveOthers(facts: readonly Fact[]): void {
    this.changed.others = [...this.changed.others, ...facts];
  }

  receiveListed(listed: readonly CardLine[]): void {
    this.changed.listed = [...this.changed.listed, ...listed];
  }

  keep(books: StoreBooks): void {
    this.state = { ...this.state, books };
  }

  remember(values: Partial<NodeValues>): void {
    this.state = { ...this.state, values: { ...this.state.values, ...values } };
    this.changed.values = { ...this.changed.values, ...values };
  }

  /**
   * Authorizes nothing any more.
   * @param who knows a longer history of this store, or another one
   * @param seq how many facts that has
   */
  standDown(who: string, seq: number): void {
    const why =
      `${who} knows ${seq} facts of this store, and its own books end at ${this.state.head.seq}: ` +
      'they are a backup or a copy. Enrol the store again, under a new name.';
    this.remember({ unfit: { why } });
  }

  private learn(fact: Fact<CardStatement>): void {
    const { cardId } = fact.says.body;
    this.cards.set(cardId, withFacts(this.card(cardId), [fact]));
    for (const each of this.followsFrom(fact)) {
      this.business.set(idOf(each), each);
      this.changed.business = [...this.changed.business, each];
    }
  }

  private followsFrom(fact: Fact<CardStatement>): Business[] {
    const { says } = fact;
    switch (says.type) {
      case 'gift-cards.redeemed-at-store':
        return [{ kind: 'taking', taking: redeemedBy({ ...fact, says }) }];
      case 'gift-cards.hold-placed-at-store':
        return [
          {
            kind: 'hold',
            hold: holdOf({ ...fact, says }),
            expiresAtMs: this.clocks.ms + says.body.expiresAfterMs,
          },
        ];
      case 'gift-cards.hold-captured-at-store': {
        const placed = this.holdBegunBy(says.body.hold);
        const taking = capturedBy({ ...fact, says }, placed.hold);
        return [ended(placed, 'capture'), { kind: 'taking', taking }];
      }
      case 'gift-cards.hold-released-at-store':
        return [ended(this.holdBegunBy(says.body.hold), 'release')];
      case 'gift-cards.redemption-reversed': {
        const taken = this.business.get(says.body.redemption);
        if (taken?.kind !== 'taking') throw new Error(`Nothing was taken by ${says.body.redemption}`);
        return [{ kind: 'taking', taking: lessReversed(taken.taking, { ...fact, says }) }];
      }
      default:
        return [];
    }
  }

  private holdBegunBy(factId: string) {
    const placed = this.business.get(factId);
    if (placed?.kind !== 'hold') throw new Error(`No hold was placed by ${factId}`);
    return placed;
  }
}

const ended = (placed: Extract<Business, { kind: 'hold' }>, endedBy: 'capture' | 'release'): Business => ({
  ...placed,
  endedBy,
  hold: { ...placed.hold, isLive: false },
});

const isAboutACard = (fact: Fact<StoreStatement>): fact is Fact<CardStatement> =>
  fact.says.type !== 'gift-cards.request-annulled';
