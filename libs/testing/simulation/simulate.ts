import type { BoundedContext } from '#kernel';
import type { SagaEncounters } from './faults/sometimes.js';
import { type Evidence, type Finding, gather } from './invariants/evidence.js';
import { findingsIn } from './invariants/all-invariants.js';
import type { Scenario } from './scenario/scenario.js';
import type { TraceLine } from './world/trace.js';
import { CONTEXTS, World } from './world/world.js';

/** What became of one world. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly findings: readonly Finding[];
  readonly story: readonly TraceLine[];
  /** Equal for two runs in which the same happened in the same order. */
  readonly traceHash: string;
  readonly encounters: Readonly<Record<string, number>>;
  readonly steps: number;
}

export interface PlayOptions {
  /** The business that it runs: the real one, unless a spec breaks a part of it. */
  readonly contexts?: readonly BoundedContext[];
}

/** Lets a world run until it comes to rest, and looks for what is broken in it. */
export async function play(scenario: Scenario, { contexts = CONTEXTS }: PlayOptions = {}): Promise<Outcome> {
  const world = new World(scenario, contexts);
  const cameToRest = await world.run();
  const evidence = await gather(world, cameToRest);
  for (const each of evidence.sagas) meetSaga(world.encounters, each);
  return {
    scenario,
    findings: findingsIn(evidence),
    story: world.trace.lines,
    traceHash: world.trace.hash,
    encounters: world.encounters.all,
    steps: world.steps,
  };
}

function meetSaga(encounters: SagaEncounters, { status, history }: Evidence['sagas'][number]): void {
  if (status === 'completed') encounters.met('a saga completed');
  if (status === 'compensated') encounters.met('a saga was compensated');
  if (status === 'stuck') encounters.met('a saga got stuck');
  if (history.some(({ detail }) => /took effect after|late or repeated/.test(detail ?? ''))) {
    encounters.met('an answer came too late');
  }
  if (history.some(({ detail }) => detail === 'the customer cancelled'))
    encounters.met('a customer cancelled');
}
