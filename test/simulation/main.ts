import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import { type Outcome, play, scenarioOf, SOMETIMES, tellStory } from '#testing/simulation';
import { readOptions, USAGE } from './options.js';
import type { Simulation } from './play-seeds.js';
import { playOrRun, runSeeds } from './run-seeds.js';

const simulation: Simulation<Outcome> = {
  play: (seed) => play(scenarioOf(seed)),
  sometimes: SOMETIMES,
  tell: (outcome) => tellStory(outcome),
};

await playOrRun({
  usage: USAGE,
  simulation,
  run: () =>
    runSeeds(readOptions(process.argv.slice(2), availableParallelism()), {
      simulation,
      player: new URL(import.meta.url),
      args: [],
      expectsEverything: true,
      say: console.log,
    }),
  complain: console.error,
});
