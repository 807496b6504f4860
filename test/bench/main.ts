import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type BenchOptions, readOptions, USAGE } from './options.js';
import { pointsTable, ratiosTable } from './report/markdown.js';
import { startServers } from './servers.js';
import { check, enter, type Entrant, measure } from './tournament.js';

async function bench(options: BenchOptions): Promise<boolean> {
  const servers = await startServers(options);
  try {
    const entrants: Entrant[] = [];
    for (const name of options.contenders) entrants.push(await enter(servers, name));
    const points = await measure(servers, entrants, options);
    const findings = await check(entrants);
    const runs = entrants.reduce((sum, { nextNumber }) => sum + nextNumber, 0);
    const machine = {
      node: process.version,
      postgres: servers.postgresVersion,
      rabbitmq: servers.rabbit?.version,
      cpus: cpus().length,
      cpu: cpus()[0]?.model,
    };
    if (options.json !== undefined) {
      writeFileSync(
        options.json,
        `${JSON.stringify({ machine, options, points, runs, findings }, undefined, 2)}\n`,
      );
    }
    console.log(`${pointsTable(points)}\n\n${ratiosTable(points)}\n`);
    console.log(JSON.stringify(machine));
    console.log(
      `Outcomes of ${runs} runs checked: ${findings.length === 0 ? 'all are right' : findings.join('; ')}`,
    );
    return findings.length === 0;
  } finally {
    await servers.stop();
  }
}

let options: BenchOptions;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
process.exitCode = (await bench(options)) ? 0 : 1;
