import type { Evidence, Invariant } from './evidence.js';
import { toldIsKept } from './kept-promises.js';
import { deadLettersArePlanted, nothingIsLeased, outputIsClean, resourcesAreBack } from './leftovers.js';
import { effectsAreOnce, logHasNoGaps } from './log.js';
import { moneyIsConserved, providerAgrees } from './money.js';
import { shownIsTheLog } from './read-models.js';
import { noOrphans } from './sagas.js';

export const invariants: readonly Invariant[] = [
  toldIsKept,
  logHasNoGaps,
  effectsAreOnce,
  moneyIsConserved,
  providerAgrees,
  noOrphans,
  shownIsTheLog,
  deadLettersArePlanted,
  nothingIsLeased,
  outputIsClean,
  resourcesAreBack,
];

/** A promise that was broken, and how. */
export interface Finding {
  readonly invariant: string;
  readonly what: string;
}

export const judge = (evidence: Evidence): Finding[] =>
  invariants.flatMap(({ id, check }) => check(evidence).map((what) => ({ invariant: id, what })));
