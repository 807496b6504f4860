import { InvalidDefinition, problemsOf, type SagaDefinition } from '#kernel';

import type { Participants, SimulationOptions, SimulationReport } from './options.js';
import { type Failure, isFailure, play } from './play.js';
import { Search, type Tally } from './search.js';
import { shrunk } from './shrink.js';
import { Simulator } from './simulator.js';
import { durationTold, storyOf } from './story.js';
import { walk } from './walks.js';

const BUDGET = { states: 3_000, disturbances: 10, walks: 100, seed: 1 };

/** A promise was broken. The message is the whole story, and how to play it again. */
export class SimulationFailed extends Error {
  override readonly name = 'SimulationFailed';
  /** What should hold. */
  readonly promise: string;
  /** Numbered steps, each with its time. */
  readonly story: string;
  /** Plays this story again as the option `replay`. */
  readonly replay: string;

  constructor(saga: string, { violation, told, start, choices }: Failure, found: string) {
    const story = storyOf(told);
    const replay = [start, ...choices].join('.');
    const took = durationTold(told.at(-1)?.afterMs ?? 0);
    super(
      [
        `${saga} breaks a promise: ${violation.promise}.`,
        `Seen after ${told.length} steps and ${took}: ${violation.seen}.`,
        '',
        story,
        '',
        `${found} Play it again with { replay: '${replay}' }.`,
      ].join('\n'),
    );
    this.promise = violation.promise;
    this.story = story;
    this.replay = replay;
  }
}

/**
 * Tries a saga against its participants in simulated time: all orders in which messages can arrive, and what can go wrong
 * with them, first exhaustively and then at random. The same options lead to the same result.
 * @throws SimulationFailed with the shortest story that was found, when a promise is broken
 * @throws InvalidDefinition when the definition has mistakes
 */
export function simulate<P extends Participants>(
  definition: SagaDefinition,
  options: SimulationOptions<P>,
): SimulationReport {
  const problems = problemsOf(definition);
  if (problems.length > 0) throw new InvalidDefinition(problems);
  const simulator = new Simulator(definition, options);
  if (options.replay !== undefined) return replayed(simulator, options.replay);

  const { states, disturbances, walks, seed: firstSeed } = { ...BUDGET, ...options.budget };
  const tally: Tally = { explored: 0, states: 0, ends: new Map() };
  const fail = (failure: Failure, found: string) =>
    new SimulationFailed(definition.name, shrunk(simulator, failure), found);

  const searched = new Search(simulator, tally, states).run(disturbances);
  if ('violation' in searched) throw fail(searched, `Found by search after ${tally.explored} steps.`);
  for (let seed = firstSeed; seed < firstSeed + walks; seed += 1) {
    const failure = walk(simulator, seed, tally);
    if (failure) throw fail(failure, `Found by the walk with seed ${seed}.`);
  }
  const { explored, ends } = tally;
  return { explored, states: tally.states, walks, ...searched, ends: Object.fromEntries(ends) };
}

/** @throws SimulationFailed when the story still breaks something */
function replayed<P extends Participants>(simulator: Simulator<P>, replay: string): SimulationReport {
  const [start = 0, ...choices] = replay.split('.').map(Number);
  const played = play(simulator, start, (_, __, made) => choices[made]);
  if (isFailure(played))
    throw new SimulationFailed(simulator.definition.name, played, 'It was played again.');
  return { explored: played.choices.length, states: 0, walks: 0, exhaustiveUpTo: undefined, ends: {} };
}
