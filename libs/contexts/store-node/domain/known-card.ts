import type { CardStanding, CardStatement, HotCard, ListedCard, PolicyMode } from '#contracts/gift-cards';
import { type Fact, isCovered } from '#kernel';
import { hear, type Leases } from './leases.js';
import type { StoreTime } from './store-time.js';

/** A card's line in the list of all cards, and how stores may decide on it: null where an older hub does not say. */
export type CardLine = readonly [...ListedCard, PolicyMode | null];

/** All that a store knows of a card: a set, whose order means nothing. */
export interface KnownCard {
  readonly cardId: string;
  /** The latest that the hub has said of it. */
  readonly standing: CardStanding | undefined;
  /** Of the allowances that the standing lists for this store. */
  readonly leases: Leases;
  /** Its line in the list of all cards, for one that the hub has said nothing else of. */
  readonly listed: CardLine | undefined;
  /** Facts of all stores that the standing does not cover. */
  readonly facts: readonly Fact<CardStatement>[];
  readonly hot: readonly HotCard[];
}

export const unknownCard = (cardId: string): KnownCard => ({
  cardId,
  standing: undefined,
  leases: {},
  listed: undefined,
  facts: [],
  hot: [],
});

/** One that came late says nothing new. */
export function withStanding(known: KnownCard, standing: CardStanding): KnownCard {
  if (known.standing && known.standing.version >= standing.version) return known;
  const facts = known.facts.filter((fact) => !isCovered(standing.frontier, fact));
  return { ...known, standing, facts };
}

/**
 * The leases of what the standing lists for a store begin when it first hears of it. What was used up and comes back has begun before.
 * @param before leases of which the store has heard, in this standing or another one
 */
export function heardBy(known: KnownCard, storeId: string, before: Leases, now: StoreTime): KnownCard {
  const own = (known.standing?.allowances ?? []).filter((each) => each.storeId === storeId);
  const ids = own.flatMap(({ id, leaseMs }) => (leaseMs === undefined ? [] : [id]));
  return { ...known, leases: hear({ ...before, ...known.leases }, ids, now) };
}

export function withFacts(known: KnownCard, facts: readonly Fact<CardStatement>[]): KnownCard {
  const ids = new Set(known.facts.map(({ id }) => id));
  const frontier = known.standing?.frontier ?? {};
  const news: Fact<CardStatement>[] = [];
  for (const fact of facts) {
    if (ids.has(fact.id) || isCovered(frontier, fact)) continue;
    ids.add(fact.id);
    news.push(fact);
  }
  return news.length === 0 ? known : { ...known, facts: [...known.facts, ...news] };
}

export function withHotCard(known: KnownCard, hot: HotCard): KnownCard {
  const isKnown = known.hot.some(({ blockId }) => blockId === hot.blockId);
  return isKnown ? known : { ...known, hot: [...known.hot, hot] };
}
