import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import {
  type Configuration,
  playStores,
  STORE_SOMETIMES,
  type StoreOutcome,
  storeScenarioOf,
  tellStoreStory,
} from '#testing/store-simulation';
import type { Simulation } from '../play-seeds.js';
import { playOrRun, runSeeds } from '../run-seeds.js';
import { boundsOf, type Nearness } from './bounds.js';
import { policyOf, readOptions, USAGE } from './options.js';

const worldsOf = (policy: Configuration | undefined): Simulation<StoreOutcome, Nearness> => ({
  play: (seed) => playStores(storeScenarioOf(seed, policy)),
  sometimes: STORE_SOMETIMES,
  note: ({ exposure, scenario: { configuration } }, seed) => ({ ...exposure, seed, configuration }),
  tell: (outcome) => tellStoreStory(outcome),
});

async function run(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2), availableParallelism());
  const { policy } = options;
  return runSeeds(options, {
    simulation: worldsOf(policy),
    player: new URL(import.meta.url),
    args: policy === undefined ? [] : [policy],
    expectsEverything: policy === undefined,
    sum: boundsOf,
    say: console.log,
  });
}

const played = process.argv[2] === '--play' ? policyOf(process.argv[3]) : undefined;
await playOrRun({ usage: USAGE, simulation: worldsOf(played), run, complain: console.error });
