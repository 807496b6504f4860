import type { Participants } from './options.js';
import { type Failure, isFailure, playLabels } from './play.js';
import type { Simulator } from './simulator.js';

/** @returns the shortest story that leaving out moves leads to, and that breaks the same promise */
export function shrunk<P extends Participants>(simulator: Simulator<P>, failure: Failure): Failure {
  let best = failure;
  for (let size = Math.ceil(best.labels.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.labels.length;) {
      const shorter = playLabels(simulator, best.start, best.labels.toSpliced(at, size));
      if (isFailure(shorter) && isBetter(shorter, best)) best = shorter;
      else at += size;
    }
  }
  return best;
}

const isBetter = (one: Failure, other: Failure): boolean =>
  one.violation.promise === other.violation.promise && one.labels.length < other.labels.length;
