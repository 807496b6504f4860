import type { SagaCommand, SagaDefinition, SagaInput, SagaInstance } from '#kernel';

import type { Participants, SimulationOptions } from './options.js';
import type { SagaTurn } from './saga-turn.js';
import { Simulator } from './simulator.js';
import { walk } from './walks.js';
import type { World } from './world.js';

/** One input that a saga took, and what it sent. */
export interface RecordedTurn {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly input: SagaInput;
  readonly commands: readonly SagaCommand[];
}

/** The life of one saga: what it took, and what it was before, after half of it, and in the end. */
export interface SagaHistory {
  readonly before: SagaInstance;
  readonly turns: readonly RecordedTurn[];
  readonly midway: { readonly turns: number; readonly instance: SagaInstance };
  readonly after: SagaInstance;
}

class RecordingSimulator<P extends Participants> extends Simulator<P> {
  readonly turns: RecordedTurn[] = [];
  /** Before the first turn, and after each. */
  readonly instances: SagaInstance[] = [];

  override give(world: World, input: SagaInput): SagaTurn {
    const turn = super.give(world, input);
    const { instance } = turn.world;
    if (this.instances.length === 0) this.instances.push({ ...world.instance, key: instance.key });
    this.instances.push(instance);
    this.turns.push({ at: world.now, input, commands: turn.reaction.commands });
    return turn;
  }
}

/** The history of a saga in the walk with this seed. @throws the broken promise, when there is one */
export function recordHistory<P extends Participants>(
  definition: SagaDefinition,
  options: SimulationOptions<P>,
  seed: number,
): SagaHistory {
  const simulator = new RecordingSimulator(definition, options);
  const failure = walk(simulator, seed, { explored: 0, states: 0, ends: new Map() });
  if (failure) throw failure.violation;
  const { turns, instances } = simulator;
  const half = Math.floor(turns.length / 2);
  const [before, instance, after] = [instances[0], instances[half], instances.at(-1)];
  if (!before || !instance || !after)
    throw new Error(`The saga hears of nothing in the walk with seed ${seed}`);
  return { before, turns, midway: { turns: half, instance }, after };
}
