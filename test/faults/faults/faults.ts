import { badLines } from './bad-lines.js';
import { drainHubs } from './drain-hubs.js';
import type { Fault } from './fault.js';
import { fillDisks } from './fill-disks.js';
import { killHubs, killTwoHubs } from './kill-hubs.js';
import { longTransactions } from './long-transactions.js';
import { loseCommitAnswers, loseCommits } from './lose-commits.js';
import { pauseHubs } from './pause-hubs.js';
import { skewClocks } from './skew-clocks.js';
import { endBackends, killPostgres, restartPostgres } from './strike-postgres.js';
import { troubleProvider } from './trouble-provider.js';

/** All that goes wrong in a full run. */
export const faults: readonly Fault[] = [
  killHubs,
  killTwoHubs,
  pauseHubs,
  killPostgres,
  endBackends,
  restartPostgres,
  loseCommits,
  loseCommitAnswers,
  badLines,
  fillDisks,
  longTransactions,
  skewClocks,
  drainHubs,
  troubleProvider,
];
