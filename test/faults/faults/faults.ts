import type { Fault } from './fault.js';
import { killHubs, killTwoHubs } from './kill-hubs.js';
import { loseCommitAnswers, loseCommits } from './lose-commits.js';

/** All that goes wrong in a full run. */
export const faults: readonly Fault[] = [killHubs, killTwoHubs, loseCommits, loseCommitAnswers];
