import { parseArgs } from 'node:util';
import { type Finding, look } from './catch.js';
import type { Catcher, Mutant } from './mutant.js';
import { mutants } from './planted/all-mutants.js';
import { Workshop } from './workshop.js';

const USAGE = `npm run test:mutants -- [options]
  --only TEXT   plants only the bugs whose name, file or catcher has this in it; may be given more than once
  --list        names them and ends`;

const filesOf = ({ edits }: Mutant): string => [...new Set(edits.map(({ file }) => file))].join(' ');

function chosen(only: readonly string[]): readonly Mutant[] {
  return mutants.filter((mutant) => {
    const about = `${mutant.name} ${filesOf(mutant)} ${mutant.caughtBy.kind}`;
    return only.some((text) => about.includes(text));
  });
}

/** The catchers must be quiet where there is nothing to catch, or their red means nothing. */
async function findFalseAlarms(workshop: Workshop, planted: readonly Mutant[]): Promise<string[]> {
  const catchers = new Map(planted.map(({ caughtBy }) => [JSON.stringify(caughtBy), caughtBy]));
  const alarms: string[] = [];
  for (const catcher of catchers.values()) {
    const finding = await look(soberly(catcher), workshop.folder);
    if (finding.caught) alarms.push(`${catcher.kind} is red without a planted bug: ${finding.what}`);
    console.log(
      `${catcher.kind}: ${finding.caught ? 'RED' : 'green'} without a planted bug, ${finding.after}`,
    );
  }
  return alarms;
}

/** As many seeds as most bugs need: more of them are run by the simulator's own command. */
const soberly = (catcher: Catcher): Catcher =>
  catcher.kind === 'simulation' || catcher.kind === 'store-simulation'
    ? { ...catcher, seedsMax: 400 }
    : catcher;

const row = ({ name, caughtBy }: Mutant, finding: Finding): string =>
  `| ${name} | ${finding.caught ? caughtBy.kind : '**nothing**'} | ${finding.after} | ${finding.caught ? finding.what.replaceAll('|', '\\|') : ''} |`;

async function hunt(planted: readonly Mutant[]): Promise<boolean> {
  const workshop = Workshop.open(process.cwd());
  try {
    const alarms = await findFalseAlarms(workshop, planted);
    console.log('\n| planted bug | caught by | after | what it said |\n| --- | --- | --- | --- |');
    let caught = 0;
    for (const mutant of planted) {
      const finding = await workshop.with(mutant, () => look(mutant.caughtBy, workshop.folder));
      if (finding.caught) caught += 1;
      console.log(row(mutant, finding));
    }
    for (const alarm of alarms) console.log(`\n${alarm}`);
    console.log(`\n${caught} of ${planted.length} planted bugs were caught`);
    return caught === planted.length && alarms.length === 0;
  } finally {
    workshop.close();
  }
}

try {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true, default: [''] }, list: { type: 'boolean' } },
  });
  const planted = chosen(values.only);
  if (planted.length === 0)
    throw new Error(`No planted bug has one of ${JSON.stringify(values.only)} in its name`);
  if (values.list === true) for (const each of planted) console.log(`${each.caughtBy.kind}: ${each.name}`);
  else process.exitCode = (await hunt(planted)) ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
