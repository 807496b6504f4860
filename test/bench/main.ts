import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { checkPlainLoop } from './checking/check-plain-loop.js';
import { checkPlatform } from './checking/check-platform.js';
import type { ContenderName } from './contenders/contender.js';
import { PLAIN_SCHEMA } from './contenders/plain-loop.js';
import { runPoint } from './measuring/run-point.js';
import { type BenchOptions, readOptions, USAGE } from './options.js';
import { pointsTable, ratiosTable } from './report/markdown.js';
import { type MeasuredPoint, perSecond } from './report/statistics.js';
import { type BenchServers, startServers, withClient } from './servers.js';

interface Entrant {
  readonly contender: ContenderName;
  readonly databaseUrl: string;
  nextNumber: number;
}

async function enter(servers: BenchServers, contender: ContenderName): Promise<Entrant> {
  const databaseUrl = await servers.createDatabase(contender.replaceAll('-', '_'));
  if (contender === 'plain-loop') await withClient(databaseUrl, (client) => client.query(PLAIN_SCHEMA));
  return { contender, databaseUrl, nextNumber: 0 };
}

async function measure(
  servers: BenchServers,
  entrants: readonly Entrant[],
  options: BenchOptions,
): Promise<MeasuredPoint[]> {
  const points: MeasuredPoint[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const inFlight of options.inFlight) {
      // Whoever comes second may find a quieter, or a busier, machine: they take turns in going first.
      const order = round % 2 === 1 ? entrants : entrants.toReversed();
      for (const entrant of order)
        points.push(await measureOne(servers, entrant, { round, inFlight }, options));
    }
  }
  return points;
}

async function measureOne(
  { postgresPid, rabbit }: BenchServers,
  entrant: Entrant,
  { round, inFlight }: { readonly round: number; readonly inFlight: number },
  { seconds, warmUpSeconds, nodeOptions }: BenchOptions,
): Promise<MeasuredPoint> {
  const { contender, databaseUrl, nextNumber: firstNumber } = entrant;
  const broker = contender === 'plain-loop' ? undefined : rabbit;
  const result = await runPoint(
    {
      contender,
      databaseUrl,
      brokerUrls: [...(broker?.urls ?? [])],
      postgresPid,
      ...(broker && { brokerPid: broker.pid(1) }),
      firstNumber,
      inFlight,
      warmUpSeconds,
      seconds,
    },
    nodeOptions,
  );
  entrant.nextNumber = result.nextNumber;
  const point = { ...result, contender, inFlight, round };
  console.error(
    `round ${round}, ${inFlight} in flight, ${contender}: ${perSecond(point).toFixed(0)} sagas/s, ` +
      `p50 ${point.latencyMs.p50.toFixed(1)} ms, foreign cores ${point.foreignCores.toFixed(2)}`,
  );
  return point;
}

async function check(entrants: readonly Entrant[]): Promise<string[]> {
  const findings: string[] = [];
  for (const { contender, databaseUrl, nextNumber } of entrants) {
    const checkOne = contender === 'plain-loop' ? checkPlainLoop : checkPlatform;
    const wrong = await withClient(databaseUrl, (client) => checkOne(client, nextNumber));
    findings.push(...wrong.map((each) => `${contender}: ${each}`));
  }
  return findings;
}

async function bench(options: BenchOptions): Promise<boolean> {
  const servers = await startServers(options.withRabbit);
  try {
    const names: ContenderName[] = ['platform', 'plain-loop'];
    const entrants: Entrant[] = [];
    for (const name of names) entrants.push(await enter(servers, name));
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
