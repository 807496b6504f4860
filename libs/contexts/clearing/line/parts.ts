import type { Seals, Signer } from '#kernel';
import type { PrefetchRule } from '../domain/prefetch.js';
import type { CardsInUse } from '../ports/cards-in-use.js';
import type { ListedCards } from '../ports/listed-cards.js';

/** What the line needs that the program chooses. */
export interface LineParts {
  readonly seals: Seals;
  /** The hub's key. */
  readonly signer: Signer;
  readonly cards: CardsInUse;
  readonly listed: ListedCards;
  /** How long a store may draw on an allowance. */
  readonly leaseMs: number;
  /** What stores are granted beforehand; undefined for nothing. */
  readonly prefetch: PrefetchRule | undefined;
}

export const LINE_PARTS = Symbol('LineParts');
