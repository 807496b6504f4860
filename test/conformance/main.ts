import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { BrokerConformance, DatabaseConformance, PostgresTheatre, RabbitSide } from '#testing/conformance';
import { openTestScratch, startRabbit } from '#testing/servers';

const USAGE = `npm run conformance -- [options]
  --scripts N          how many random scripts are played on the memory database and PostgreSQL (1000)
  --broker-scripts N   and how many on the model of a broker and RabbitMQ (100)
  --seed S             of the first script; each next one has the next (1)`;

const TOLD_EVERY = 100;

/** @throws Error that says which option is wrong */
function readOptions() {
  const { values } = parseArgs({
    options: {
      scripts: { type: 'string', default: '1000' },
      'broker-scripts': { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
    },
  });
  return {
    seed: whole('--seed', values.seed),
    scripts: whole('--scripts', values.scripts),
    brokerScripts: whole('--broker-scripts', values['broker-scripts']),
  };
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new Error(`${option} ${text} is not a whole number`);
}

type Options = ReturnType<typeof readOptions>;

function optionsOrUsage(): Options | undefined {
  try {
    return readOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

interface Conformance {
  readonly report: { readonly disagreements: readonly string[]; readonly unrepeated: readonly string[] };
  playSeed(seed: number): Promise<void>;
}

/** @returns whether the two sides agree in all scripts */
async function playAll(
  pair: string,
  conformance: Conformance,
  { seed, scripts }: { readonly seed: number; readonly scripts: number },
): Promise<boolean> {
  const { disagreements, unrepeated, ...counts } = conformance.report;
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
  let told = 0;
  for (let number = 0; number < scripts; number++) {
    await conformance.playSeed(seed + number);
    for (const found of disagreements.slice(told)) console.log(found);
    told = disagreements.length;
    if ((number + 1) % TOLD_EVERY === 0) console.log(`${number + 1} scripts after ${seconds()} s`);
  }
  for (const once of unrepeated) console.log(`Seen once, and not again: ${once}`);
  const figures = Object.keys(counts).map((name) => `${Reflect.get(conformance.report, name)} ${name}`);
  console.log(
    `${pair}: ${figures.join(', ')} in ${seconds()} s; ` +
      `${disagreements.length} disagreements, ${unrepeated.length} not repeated`,
  );
  return disagreements.length === 0;
}

async function onPostgres(run: { readonly seed: number; readonly scripts: number }): Promise<boolean> {
  const scratch = await openTestScratch('conformance');
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch.folder, 'postgres') });
  await scratch.process(postgres.pid);
  const theatre = await PostgresTheatre.open(postgres.url);
  try {
    const conformance = await DatabaseConformance.prepare(theatre);
    return await playAll(`Memory and PostgreSQL ${postgres.version}`, conformance, run);
  } finally {
    await theatre.close();
    await postgres.stop();
    await scratch.close();
  }
}

async function onRabbit(run: { readonly seed: number; readonly scripts: number }): Promise<boolean> {
  const rabbit = await startRabbit();
  const side = await RabbitSide.open(rabbit.url);
  try {
    return await playAll(`Memory and RabbitMQ ${rabbit.version}`, new BrokerConformance(side), run);
  } finally {
    await side.end();
    await rabbit.stop();
  }
}

async function main({ seed, scripts, brokerScripts }: Options): Promise<void> {
  const agreements = [await onPostgres({ seed, scripts }), await onRabbit({ seed, scripts: brokerScripts })];
  process.exitCode = agreements.every(Boolean) ? 0 : 1;
}

const options = optionsOrUsage();
try {
  if (options) await main(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
