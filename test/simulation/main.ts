import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import { type Finding, play, scenarioOf, tellStory } from '#testing/simulation';
import { readOptions, type SimulationOptions, USAGE } from './options.js';
import { type ChunkResult, differences, playSeeds, playWatchfully } from './play-seeds.js';
import { Report } from './report.js';
import { end } from './end.js';
import { type Chunk, playInProcesses } from './player-processes.js';

const itself = new URL(import.meta.url);

async function tellSeed(seed: number): Promise<boolean> {
  const more: Finding[] = [];
  const outcome = await playWatchfully(seed, more);
  if (outcome) more.push(...differences(outcome, await play(scenarioOf(seed))));
  if (outcome && outcome.findings.length > 0) console.log(await tellStory(outcome));
  else
    for (const { at, who, what } of outcome?.story ?? [])
      console.log(`${(at / 1_000).toFixed(3)} s  ${who}  ${what}`);
  for (const { invariant, what } of more) console.log(`  => ${invariant}: ${what}`);
  const isGood = outcome?.findings.length === 0 && more.length === 0;
  console.log(`Trace ${outcome?.traceHash ?? 'none'}: ${isGood ? 'nothing is broken' : 'broken'}`);
  return isGood;
}

async function run(options: SimulationOptions): Promise<boolean> {
  const report = new Report(performance.now());
  const { json, seeds, untilFailure } = options;
  let toldAt = 0;
  await playInProcesses<ChunkResult>(itself, options, (result) => {
    report.add(result);
    if (!json && performance.now() - toldAt > 5_000) {
      toldAt = performance.now();
      console.log(report.progress(seeds));
    }
    return !untilFailure || report.failures.length === 0;
  });
  if (json) {
    console.log(report.json());
    return report.isGood;
  }
  console.log(report.text());
  const { firstFailure } = report;
  if (firstFailure) await tellSeed(firstFailure.seed);
  return report.isGood;
}

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2), availableParallelism());
  return options.single && !options.json ? tellSeed(options.from) : run(options);
}

if (process.argv[2] === '--play') {
  process.on('message', (chunk: Chunk) => {
    void playSeeds(chunk).then((result) => process.send?.(result));
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
