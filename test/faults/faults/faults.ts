import { rollBuilds } from './deploys/roll-builds.js';
import { abuseHttp } from './http/abuse-http.js';
import { badLines } from './bad-lines.js';
import { drainHubs } from './drain-hubs.js';
import { SmallDisks } from '../world/small-disks.js';
import type { Fault } from './fault.js';
import { fillDisks } from './fill-disks.js';
import { killBrokers } from './kill-brokers.js';
import { killHubs, killTwoHubs } from './kill-hubs.js';
import { longTransactions } from './long-transactions.js';
import { loseCommitAnswers, loseCommits } from './lose-commits.js';
import { partBrokers } from './part-brokers.js';
import { poisonMailbox, poisonOutbox } from './poison/poison-rows.js';
import { poisonProcesses } from './poison/poison-processes.js';
import { poisonWire } from './poison/poison-wire.js';
import { pauseHubs } from './pause-hubs.js';
import { PoweredDisk } from '../world/power.js';
import { breakStatements } from './break-statements.js';
import { cutPower } from './cut-power.js';
import { repeatMessages } from './repeat-messages.js';
import { restoreBackup } from './restore-backup.js';
import { slowHandlers } from './slow-handlers.js';
import { restartBrokers } from './restart-brokers.js';
import { silenceBrokers } from './silence-brokers.js';
import { skewClocks } from './skew-clocks.js';
import { spoilQueues } from './spoil-queues.js';
import { starveBrokers } from './starve-brokers.js';
import { endBackends, killPostgres, restartPostgres } from './strike-postgres.js';
import { troubleProvider } from './trouble-provider.js';
import { wipeBrokers } from './wipe-brokers.js';

/** All that goes wrong in a full run. */
export const faults: readonly Fault[] = [
  killHubs,
  killTwoHubs,
  pauseHubs,
  killBrokers,
  restartBrokers,
  wipeBrokers,
  partBrokers,
  starveBrokers,
  spoilQueues,
  killPostgres,
  endBackends,
  restartPostgres,
  breakStatements,
  loseCommits,
  loseCommitAnswers,
  badLines,
  silenceBrokers,
  cutPower,
  fillDisks,
  restoreBackup,
  repeatMessages,
  longTransactions,
  skewClocks,
  drainHubs,
  troubleProvider,
  slowHandlers,
  poisonProcesses,
  poisonWire,
  poisonMailbox,
  poisonOutbox,
  rollBuilds,
  abuseHttp,
];

/** Those that this process is allowed to cause. */
export async function possibleFaults(): Promise<readonly Fault[]> {
  const mayMount = await SmallDisks.areAllowed();
  const mayCut = await PoweredDisk.isAllowed();
  return faults.filter(
    ({ smallDisks, poweredDisk }) => (mayMount || !smallDisks) && (mayCut || !poweredDisk),
  );
}
