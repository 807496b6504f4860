import type { Participants } from './options.js';
import { type Failure, isFailure, play } from './play.js';
import { countEnd, type Tally } from './search.js';
import type { Simulator } from './simulator.js';

const DISTURBANCES_MAX = 12;
const DISTURBED = 0.25;
/** Moves of one walk; after so many it is not random any more, so that it comes to rest. */
const WILD_MAX = 200;
const MOVES_MAX = 2_000;

/** A walk through one story after another, each decided by a seed. @returns the first failure */
export function walk<P extends Participants>(
  simulator: Simulator<P>,
  seed: number,
  tally: Tally,
): Failure | undefined {
  const random = randomFrom(seed);
  const start = Math.floor(random() * simulator.options.starts.length);
  let made = 0;
  let disturbances = Math.floor(random() * (DISTURBANCES_MAX + 1));
  const played = play(simulator, start, (moves, world) => {
    const calmOnes = moves.filter(({ disturbs }) => !disturbs).length;
    made += 1;
    const mayDisturb = disturbances > 0 && made < WILD_MAX && calmOnes < moves.length;
    if (mayDisturb && (calmOnes === 0 || random() < DISTURBED)) {
      disturbances -= 1;
      return calmOnes + Math.floor(random() * (moves.length - calmOnes));
    }
    if (calmOnes === 0 || made > MOVES_MAX) {
      countEnd(tally.ends, world);
      return undefined;
    }
    tally.explored += 1;
    return Math.floor(random() * calmOnes);
  });
  return isFailure(played) ? played : undefined;
}

/** Numbers from 0 to 1 that follow from a seed alone. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
