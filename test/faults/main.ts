import { join } from 'node:path';
import { runCampaign } from './campaign/campaign.js';
import { type FaultOptions, readOptions, USAGE } from './campaign/options.js';
import { Progress } from './campaign/progress.js';
import { reportOf } from './campaign/report.js';
import { playRound } from './campaign/round.js';
import { playSample } from './campaign/sample.js';
import type { Fault } from './faults/fault.js';
import { faults, possibleFaults } from './faults/faults.js';

const say = (what: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${what}`);

async function chosen({ only }: FaultOptions): Promise<readonly Fault[]> {
  const unknown = only.filter((id) => !faults.some((fault) => fault.id === id));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')} is not known`);
  const possible = await possibleFaults();
  for (const { id, name } of faults.filter((each) => !possible.includes(each))) {
    say(`${id} ${name}: left out, this process may not mount`);
  }
  if (only.length === 0) return possible;
  return only.flatMap((wanted) => possible.filter(({ id }) => id === wanted));
}

let options: FaultOptions;
let struck: readonly Fault[];
try {
  options = readOptions(process.argv.slice(2));
  struck = await chosen(options);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
if (options.sample) {
  process.exit((await playSample(struck, { ...options, play: playRound, say })) ? 0 : 1);
}
const progress = await Progress.open(join(options.folder, 'progress.jsonl'), options);
const kept = options.report || (await runCampaign(struck, progress, { ...options, play: playRound, say }));
console.log(reportOf(faults, progress));
process.exit(kept ? 0 : 1);
