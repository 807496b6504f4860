import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import type { Finding } from '#testing/simulation';
import { playStores, storeScenarioOf, tellStoreStory } from '#testing/store-simulation';
import { end } from '../end.js';
import { type Chunk, playInProcesses } from '../player-processes.js';
import { policyOf, readOptions, type StoreOptions, USAGE } from './options.js';
import { differences, playStoreSeeds, playWatchfully, type StoreChunkResult } from './play-store-seeds.js';
import { StoreReport } from './store-report.js';

const itself = new URL(import.meta.url);

async function tellSeed(seed: number, policy: StoreOptions['policy']): Promise<boolean> {
  const more: Finding[] = [];
  const outcome = await playWatchfully(seed, policy, more);
  if (outcome) more.push(...differences(outcome, await playStores(storeScenarioOf(seed, policy))));
  if (outcome && outcome.findings.length > 0) console.log(await tellStoreStory(outcome));
  else
    for (const { at, who, what } of outcome?.story ?? [])
      console.log(`${(at / 1_000).toFixed(3)} s  ${who}  ${what}`);
  for (const { invariant, what } of more) console.log(`  => ${invariant}: ${what}`);
  const isGood = outcome?.findings.length === 0 && more.length === 0;
  console.log(`Trace ${outcome?.traceHash ?? 'none'}: ${isGood ? 'nothing is broken' : 'broken'}`);
  return isGood;
}

async function run(options: StoreOptions): Promise<boolean> {
  const { json, seeds, untilFailure, policy } = options;
  const report = new StoreReport(performance.now(), policy === undefined);
  let toldAt = 0;
  await playInProcesses<StoreChunkResult>(
    itself,
    options,
    (result) => {
      report.add(result);
      if (!json && performance.now() - toldAt > 5_000) {
        toldAt = performance.now();
        console.log(report.progress(seeds));
      }
      return !untilFailure || report.failures.length === 0;
    },
    policy === undefined ? [] : [policy],
  );
  if (json) {
    console.log(report.json());
    return report.isGood;
  }
  console.log(report.text());
  const { firstFailure } = report;
  if (firstFailure) await tellSeed(firstFailure.seed, policy);
  return report.isGood;
}

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2), availableParallelism());
  return options.single && !options.json ? tellSeed(options.from, options.policy) : run(options);
}

if (process.argv[2] === '--play') {
  const policy = policyOf(process.argv[3]);
  process.on('message', (chunk: Chunk) => {
    void playStoreSeeds(chunk, policy).then((result) => process.send?.(result));
  });
} else {
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
  end();
}
