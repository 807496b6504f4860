import { unstarted } from '#kernel';

import { SPEC_NOW } from '../specification/time-and-ids.js';
import { emptyLedger } from './ledger.js';
import type { Move, Moved } from './move.js';
import { movesFrom } from './moves.js';
import type { Participants } from './options.js';
import { isAtRest } from './promises.js';
import type { Simulator } from './simulator.js';
import type { Told } from './story.js';
import { Violation } from './violation.js';
import type { World } from './world.js';

const RESUMES = 2;
/** Calm moves that a story may need to come to rest. */
const CALM_MAX = 2_000;

/** One story so far: which start it had, and which moves it took, by their labels and by their numbers. */
export interface Played {
  readonly start: number;
  readonly labels: readonly string[];
  readonly choices: readonly number[];
}

/** A story with a broken promise at its end. */
export interface Failure extends Played {
  readonly violation: Violation;
  readonly told: readonly Told[];
}

/** @param start index of what begins it */
export function firstWorld<P extends Participants>(simulator: Simulator<P>, start: number): World {
  const { definition, options } = simulator;
  const { participants, starts, happenings = [], resumes = RESUMES } = options;
  const message = starts[start];
  if (!message) throw new Error('A simulation needs something that starts the saga');
  const isEvent = message.kind === 'event' && message.type === definition.startedBy.event.type;
  const key = isEvent ? definition.startedBy.sagaKey(message) : '';
  const empty: World = {
    now: SPEC_NOW,
    instance: unstarted(definition, key, 'simulation'),
    states: Object.fromEntries(Object.entries(participants).map(([name, { initial }]) => [name, initial])),
    work: {},
    inputs: {},
    buried: [],
    ahead: happenings.map((_, index) => index),
    resumesLeft: resumes,
    ids: 0,
    copies: 0,
    ledger: emptyLedger,
  };
  return simulator.happen(empty, message);
}

/** Plays by choosing one move after another, until the chooser has had enough. @returns what it breaks */
export function play<P extends Participants>(
  simulator: Simulator<P>,
  start: number,
  choose: (moves: readonly Move[], world: World, made: number) => number | undefined,
): Failure | Played {
  let world = firstWorld(simulator, start);
  const labels: string[] = [];
  const choices: number[] = [];
  const told: Told[] = [];
  try {
    for (;;) {
      const moves = movesFrom(simulator, world);
      checkRest(simulator, world, moves);
      const choice = choose(moves, world, choices.length);
      const move = choice === undefined ? undefined : moves[choice];
      if (choice === undefined || !move) return { start, labels, choices };
      const moved = move.make();
      world = moved.world;
      labels.push(move.label);
      choices.push(choice);
      told.push({ afterMs: world.now - SPEC_NOW, what: moved.told() });
      check(simulator, moved);
    }
  } catch (error) {
    if (error instanceof Violation) return { start, labels, choices, told, violation: error };
    throw error;
  }
}

/** After every move. @throws Violation */
export function check<P extends Participants>(simulator: Simulator<P>, { world, violation }: Moved): void {
  if (violation) throw violation;
  simulator.promises.check(world);
}

/** When nothing more will come by itself. @returns whether that is so. @throws Violation */
export function checkRest<P extends Participants>(
  simulator: Simulator<P>,
  world: World,
  moves: readonly Move[],
): boolean {
  if (!isAtRest(world) || moves.some(({ disturbs }) => !disturbs)) return false;
  simulator.promises.checkRest(world);
  return true;
}

export const isFailure = (played: Failure | Played): played is Failure => 'violation' in played;

/** Plays the moves with these labels as far as they are possible, then calm ones until all is at rest. */
export function playLabels<P extends Participants>(
  simulator: Simulator<P>,
  start: number,
  labels: readonly string[],
): Failure | Played {
  let at = 0;
  let calmMoves = 0;
  return play(simulator, start, (moves) => {
    while (at < labels.length) {
      const label = labels[at];
      at += 1;
      const found = moves.findIndex((move) => move.label === label);
      if (found >= 0) return found;
    }
    calmMoves += 1;
    return calmMoves <= CALM_MAX && moves[0]?.disturbs === false ? 0 : undefined;
  });
}
