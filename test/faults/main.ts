import { join } from 'node:path';
import { runCampaign } from './campaign/campaign.js';
import { type FaultOptions, readOptions, USAGE } from './campaign/options.js';
import { Progress } from './campaign/progress.js';
import { reportOf } from './campaign/report.js';
import type { Fault } from './faults/fault.js';
import { faults } from './faults/faults.js';

function chosen({ only }: FaultOptions): readonly Fault[] {
  const unknown = only.filter((id) => !faults.some((fault) => fault.id === id));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')} is not known`);
  return only.length === 0 ? faults : faults.filter(({ id }) => only.includes(id));
}

const say = (what: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${what}`);

let options: FaultOptions;
let struck: readonly Fault[];
try {
  options = readOptions(process.argv.slice(2));
  struck = chosen(options);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
const progress = await Progress.open(join(options.folder, 'progress.jsonl'), options);
const kept = options.report || (await runCampaign(struck, progress, options, say));
console.log(reportOf(faults, progress));
process.exit(kept ? 0 : 1);
