import type { Random } from '../../simulation/world/random.js';

export interface Plan {
  readonly random: Random;
  readonly stores: number;
  readonly cards: number;
  readonly lasts: number;
}

/** A few cards are used far more than others. */
export const someCard = ({ random, cards }: Plan): number =>
  Math.min(cards - 1, Math.floor((cards + 1) ** random.fraction()) - 1);
