import { checkPlainLoop } from './checking/check-plain-loop.js';
import { checkPlatform } from './checking/check-platform.js';
import type { ContenderName } from './contenders/contender.js';
import { PLAIN_SCHEMA } from './contenders/plain-loop.js';
import { runPoint } from './measuring/run-point.js';
import { forgetStatements, readStatements } from './measuring/statements.js';
import type { BenchOptions } from './options.js';
import { statementsTable } from './report/markdown.js';
import { type MeasuredPoint, perSecond } from './report/statistics.js';
import { type BenchServers, withClient } from './servers.js';

/** A contender on a database of its own. */
export interface Entrant {
  readonly contender: ContenderName;
  readonly databaseUrl: string;
  nextNumber: number;
}

export async function enter(servers: BenchServers, contender: ContenderName): Promise<Entrant> {
  const databaseUrl = await servers.createDatabase(contender.replaceAll('-', '_'));
  if (contender === 'plain-loop') await withClient(databaseUrl, (client) => client.query(PLAIN_SCHEMA));
  return { contender, databaseUrl, nextNumber: 0 };
}

/** Measures all points, round by round. */
export async function measure(
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
  { seconds, warmUpSeconds, nodeOptions, withStatements }: BenchOptions,
): Promise<MeasuredPoint> {
  const { contender, databaseUrl, nextNumber: firstNumber } = entrant;
  if (withStatements) await withClient(databaseUrl, forgetStatements);
  const broker = contender === 'platform-rabbitmq' ? rabbit : undefined;
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
  if (withStatements) {
    const statements = await withClient(databaseUrl, readStatements);
    console.error(`\n${statementsTable(statements, entrant.nextNumber - firstNumber)}\n`);
  }
  return point;
}

/** @returns what is wrong with the outcomes of all runs */
export async function check(entrants: readonly Entrant[]): Promise<string[]> {
  const findings: string[] = [];
  for (const { contender, databaseUrl, nextNumber } of entrants) {
    const checkOne = contender === 'plain-loop' ? checkPlainLoop : checkPlatform;
    const wrong = await withClient(databaseUrl, (client) => checkOne(client, nextNumber));
    findings.push(...wrong.map((each) => `${contender}: ${each}`));
  }
  return findings;
}
