import { prefetchDue, prefetchKey, type PrefetchRule, type Store, store, termsOf } from '#contexts/clearing';
import { giftCard, type GiftCard, standingOf, useOf } from '#contexts/gift-cards';
import type { AllowanceRequest, News, Pushed } from '#contexts/store-node';
import { EndStore, ReplenishRisk } from '#contracts/clearing';
import {
  CARD_STANDING,
  CHECKPOINT,
  GrantAllowance,
  HOT_CARD,
  type HotCard,
  type RecordedFact,
  RecordStoreFacts,
  STORE_LIST,
  STORE_TERMS,
} from '#contracts/gift-cards';
import {
  type Decision,
  type Fact,
  type Message,
  type Notice,
  sealNotice,
  type Seals,
  type Signer,
} from '#kernel';
import { uuidOf } from '#runtime';
import { AggregateOf } from './aggregate-of.js';
import type { CardEvent, ClearingEvent } from './hub-events.js';
import { grouped } from './grouped.js';
import { HubStore, type Verdict } from './hub-store.js';

const NEWS_MAX = 20;
const LEASE_MS = 600_000;
const PREFETCH: PrefetchRule = {
  modes: ['strict', 'hybrid', 'optimistic'],
  storesMax: 2,
  minorMax: 2_500,
  usedWithinMs: 24 * 3_600_000,
};

/** Who watches what the hub does. */
export interface HubWatch {
  onCardEvents(cardId: string, before: GiftCard, after: GiftCard, events: readonly CardEvent[]): void;
  onVerdict(fact: Fact, verdict: Verdict): void;
}

interface Parts {
  readonly seals: Seals;
  readonly signer: Signer;
  readonly watch: HubWatch;
  now(): number;
}

type Change =
  | { readonly cardId: string }
  | { readonly terms: string }
  | { readonly list: true }
  | { readonly notice: Notice<object> };

/** The hub: the real deciders of cards and stores, and the real admission; what is kept is never lost. */
export class SimulatedHub {
  readonly cards = new Map<string, AggregateOf<GiftCard, CardEvent>>();
  readonly stores = new Map<string, HubStore>();
  private readonly log: Change[] = [];
  private readonly sealed = new Map<string, { readonly version: number; readonly notice: Notice<object> }>();
  private readonly waiting = new Set<() => void>();
  private listVersion = 0;
  /** Allowances are granted and given back for ever: a world that is to come to rest turns it off. */
  grantsBeforehand = true;

  constructor(private readonly parts: Parts) {}

  card(cardId: string): AggregateOf<GiftCard, CardEvent> {
    const known = this.cards.get(cardId);
    if (known) return known;
    const card: AggregateOf<GiftCard, CardEvent> = new AggregateOf(giftCard, (before, events) => {
      this.note({ cardId });
      this.blockedAnew(cardId, before, card.state);
      for (const event of events) if (event.type === 'gift-cards.exposure-ended') this.ended(event.data);
      this.parts.watch.onCardEvents(cardId, before, card.state, events);
    });
    this.cards.set(cardId, card);
    return card;
  }

  ask(cardId: string, command: Message<'command'>): Decision {
    return this.card(cardId).decide(command, this.parts.now());
  }

  askOfStore(storeId: string, command: Message<'command'>): Decision {
    const known = this.stores.get(storeId);
    if (known) return known.aggregate.decide(command, this.parts.now());
    const aggregate = new AggregateOf<Store, ClearingEvent>(store, (_before, events) => {
      this.note({ terms: storeId });
      if (events.every(({ type }) => type === 'clearing.risk-replenished')) return;
      this.listVersion += 1;
      this.note({ list: true });
    });
    this.stores.set(storeId, new HubStore(storeId, aggregate));
    return aggregate.decide(command, this.parts.now());
  }

  /** @returns the receipt for the facts of the store that sends them */
  push(from: string, facts: readonly Fact[]): Pushed {
    for (const [author, theirs] of grouped(facts, (fact) => fact.author)) this.take(author, theirs);
    const receipt = this.checkpoint(from);
    return { notices: receipt ? [receipt] : [], problems: [] };
  }

  /** Facts of an author that nobody has enrolled are a stranger's. */
  private take(author: string, facts: readonly Fact[]): void {
    const { seals, watch } = this.parts;
    const known = this.stores.get(author);
    if (!known) return facts.forEach((fact) => watch.onVerdict(fact, 'foreign'));
    const { verdicts, next, forks } = known.take(facts, seals);
    for (const [fact, verdict] of verdicts) watch.onVerdict(fact, verdict);
    this.record(known, next, false);
    this.record(
      known,
      forks.map(({ fact }) => fact),
      true,
    );
    const [fork] = forks;
    if (!fork) return;
    const why = `${fork.knownId} and ${fork.fact.id} are at one place`;
    const acceptedThrough = known.head?.seq ?? 0;
    this.askOfStore(author, new EndStore({ storeId: author, reason: 'forked', acceptedThrough, why }));
  }

  private record({ storeId, concerns }: HubStore, facts: readonly Fact[], forked: boolean): void {
    for (const [cardId, theirs] of grouped(facts, cardOf)) {
      if (cardId === undefined) continue;
      this.concern(concerns, cardId);
      const recorded: RecordedFact[] = theirs.map(({ id, seq, at, says }) => ({
        id,
        seq,
        at,
        forked,
        says: { ...says, body: bodyOf(says.body) },
      }));
      this.ask(cardId, new RecordStoreFacts({ cardId, storeId, facts: recorded }));
    }
  }

  pull(from: string, bookmark: string): News {
    this.replenish(from);
    const { log } = this;
    const concerns = this.stores.get(from)?.concerns ?? new Set();
    const notices = new Map<string, Notice<object> | undefined>();
    let at = Number(bookmark);
    for (; at < log.length && notices.size < NEWS_MAX; at++) {
      const change = log[at];
      if (!change) break;
      if ('cardId' in change) {
        if (concerns.has(change.cardId)) notices.set(change.cardId, this.standing(change.cardId));
      } else if ('terms' in change) {
        if (change.terms === from) notices.set('terms', this.terms(from));
      } else if ('list' in change) notices.set('list', this.list());
      else notices.set(`notice ${at}`, change.notice);
    }
    if (this.grantsBeforehand)
      for (const key of notices.keys()) if (this.cards.has(key)) this.prefetchDue(from, key);
    const all = [...notices.values()].filter((each) => each !== undefined);
    return { notices: all, bookmark: String(at), isMore: at < log.length };
  }

  private ended({ storeId, minor }: { readonly storeId: string; readonly minor: number }): void {
    const known = this.stores.get(storeId);
    if (known) known.endedMinor += minor;
  }

  private replenish(storeId: string): void {
    const { endedMinor = 0 } = this.stores.get(storeId) ?? {};
    if (endedMinor > 0) this.askOfStore(storeId, new ReplenishRisk({ storeId, endedMinor }));
  }

  askAllowance(from: string, { cardId, minor, requestKey }: AllowanceRequest): readonly Notice<object>[] {
    const known = this.stores.get(from);
    if (known?.aggregate.state.status !== 'enrolled') return [];
    this.concern(known.concerns, cardId);
    const allowanceId = uuidOf(this.parts.seals.digest(`${from} ${requestKey}`));
    const purpose = 'just-in-time';
    this.ask(
      cardId,
      new GrantAllowance({
        cardId,
        allowanceId,
        storeId: from,
        minor,
        atLeastMinor: 1,
        leaseMs: LEASE_MS,
        purpose,
      }),
    );
    const standing = this.standing(cardId);
    return standing ? [standing] : [];
  }

  private prefetchDue(storeId: string, cardId: string): void {
    const { state, events } = this.card(cardId);
    const standing = standingOf(state, cardId);
    if (!standing) return;
    const minor = prefetchDue({ standing, ...useOf(events) }, storeId, PREFETCH, this.parts.now());
    const allowanceId = uuidOf(this.parts.seals.digest(prefetchKey(standing, storeId)));
    if (minor > 0) this.prefetch(storeId, { cardId, allowanceId, minor, leaseMs: LEASE_MS });
  }

  prefetch(
    storeId: string,
    what: { cardId: string; allowanceId: string; minor: number; leaseMs: number },
  ): void {
    const known = this.stores.get(storeId);
    if (known?.aggregate.state.status !== 'enrolled') return;
    this.concern(known.concerns, what.cardId);
    this.ask(what.cardId, new GrantAllowance({ ...what, storeId, atLeastMinor: 1, purpose: 'prefetch' }));
  }

  /** @returns how these cards stand, of which the store is told from now on */
  follow(from: string, cardIds: readonly string[]): readonly Notice<object>[] {
    const concerns = this.stores.get(from)?.concerns;
    if (!concerns) return [];
    for (const cardId of cardIds) this.concern(concerns, cardId);
    return cardIds.flatMap((cardId) => this.standing(cardId) ?? []);
  }

  /** Resolves when there is something new, or when nobody waits any more. */
  async changed(tired: Promise<void>): Promise<void> {
    await Promise.race([tired, new Promise<void>((resolve) => void this.waiting.add(resolve))]);
  }

  private note(...changes: Change[]): void {
    this.log.push(...changes);
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** Says something to all stores. */
  tell(notice: Notice<object>): void {
    this.note({ notice });
  }

  /** From now on the store is told of the card. */
  private concern(concerns: Set<string>, cardId: string): void {
    if (concerns.has(cardId)) return;
    concerns.add(cardId);
    this.note({ cardId });
  }

  get bookmark(): string {
    return String(this.log.length);
  }

  standing(cardId: string): Notice<object> | undefined {
    const body = standingOf(this.card(cardId).state, cardId);
    const sealed = this.sealed.get(cardId);
    if (!body || sealed?.version === body.version) return sealed?.notice;
    const notice = sealNotice(CARD_STANDING, body, this.parts.signer);
    this.sealed.set(cardId, { version: body.version, notice });
    return notice;
  }

  terms(storeId: string): Notice<object> | undefined {
    const state = this.stores.get(storeId)?.aggregate.state;
    return state && state.status !== 'unregistered'
      ? sealNotice(STORE_TERMS, termsOf(state), this.parts.signer)
      : undefined;
  }

  list(): Notice<object> {
    const stores = [...this.stores.values()].flatMap(({ aggregate: { state }, acceptedThrough }) =>
      state.status === 'enrolled' || state.status === 'ended'
        ? [
            {
              storeId: state.storeId,
              name: state.name,
              publicKey: state.enrolled?.data.publicKey ?? '',
              acceptedThrough,
            },
          ]
        : [],
    );
    return sealNotice(STORE_LIST, { version: this.listVersion, stores }, this.parts.signer);
  }

  private checkpoint(storeId: string): Notice<object> | undefined {
    const known = this.stores.get(storeId);
    if (!known) return undefined;
    const { head } = known;
    return sealNotice(
      CHECKPOINT,
      { storeId, seq: head?.seq ?? 0, head: head?.id ?? null },
      this.parts.signer,
    );
  }

  private blockedAnew(cardId: string, before: GiftCard, { blocks, version }: GiftCard): void {
    const known = new Set(before.blocks.live);
    for (const blockId of blocks.live) {
      if (known.has(blockId)) continue;
      const hot: HotCard = { cardId, blockId, version };
      this.tell(sealNotice(HOT_CARD, hot, this.parts.signer));
    }
  }
}

function cardOf({ says: { body } }: Fact): string | undefined {
  const { cardId } = bodyOf(body);
  return typeof cardId === 'string' ? cardId : undefined;
}

const bodyOf = (body: object): RecordedFact['says']['body'] => ({ ...body });
