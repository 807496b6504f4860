import type { SeededChance } from '../chance.js';
import type { Hand } from './hand.js';

/** Something that a client asks a port for; its arguments are small numbers, so that scripts can be printed and replayed. */
export interface Operation {
  readonly name: string;
  /** How often it is drawn, compared with others. */
  readonly weight: number;
  draw(chance: SeededChance): readonly number[];
  /** @returns what was seen, in words that both sides can give */
  perform(hand: Hand, args: readonly number[]): Promise<unknown>;
  /** Reads below the horizon, which lags where other databases of the server write: what is seen may be a first part. */
  readonly lags?: true;
}

/** @param bounds each argument is below its bound */
export function operation(
  name: string,
  bounds: readonly number[],
  perform: (hand: Hand, ...args: number[]) => Promise<unknown>,
  { weight = 1, lags = false }: { readonly weight?: number; readonly lags?: boolean } = {},
): Operation {
  return {
    name,
    weight,
    draw: (chance) => bounds.map((bound) => chance.below(bound)),
    perform: (hand, args) => perform(hand, ...args),
    ...(lags && { lags }),
  };
}
