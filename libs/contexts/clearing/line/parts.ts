import type { Seals, Signer } from '#kernel';
import type { CardStandings } from '../ports/card-standings.js';

/** What the line needs that the program chooses. */
export interface LineParts {
  readonly seals: Seals;
  /** The hub's key. */
  readonly signer: Signer;
  readonly standings: CardStandings;
  /** How long a store may draw on an allowance. */
  readonly leaseMs: number;
}

export const LINE_PARTS = Symbol('LineParts');
