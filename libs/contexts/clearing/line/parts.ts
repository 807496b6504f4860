import type { Seals, Signer } from '#kernel';
import type { CardStandings } from '../ports/card-standings.js';
import type { ListedCards } from '../ports/listed-cards.js';

/** What the line needs that the program chooses. */
export interface LineParts {
  readonly seals: Seals;
  /** The hub's key. */
  readonly signer: Signer;
  readonly standings: CardStandings;
  readonly listed: ListedCards;
  /** How long a store may draw on an allowance. */
  readonly leaseMs: number;
}

export const LINE_PARTS = Symbol('LineParts');
