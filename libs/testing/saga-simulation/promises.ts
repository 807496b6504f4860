import { type SagaDefinition, statusOf, timersOf } from '#kernel';

import { attemptOf, commandStep } from './ledger.js';
import type { Invariants, Participants, SimulatedWorld, SimulationOptions } from './options.js';
import { Violation } from './violation.js';
import { isUnderWay, type World } from './world.js';

/** What must hold in any world: the engine's promises about its end, and the team's own. */
export class Promises<P extends Participants> {
  constructor(
    private readonly definition: SagaDefinition,
    private readonly options: SimulationOptions<P>,
  ) {}

  /** After every step. @throws Violation */
  check(world: World): World {
    this.hold(this.options.always, world);
    return world;
  }

  /** When nothing is under way any more, and nothing will come by itself. @throws Violation */
  checkRest(world: World): void {
    const { instance, ledger } = world;
    const silent = instance.pending.filter(({ kind }) => kind === 'reply');
    if (silent.length > 0) {
      throw new Violation(
        'a saga ends completed, compensated or visibly stuck',
        `${namesOf(silent)} waits for ever for an answer that does not come: it has no time limit`,
      );
    }
    const standing = Object.entries(ledger.standing).map(([path, now]) => ({ path, now }));
    const done = standing.filter(({ path, now }) => now === 'done' && this.canBeUndone(path));
    const undone = standing.filter(({ now }) => now === 'undone');
    const status = statusOf(instance);
    if (status === 'compensated' && done.length > 0) {
      throw new Violation(
        'what is compensated leaves nothing behind',
        `${namesOf(done)} is done, and not undone`,
      );
    }
    if (status === 'completed' && undone.length > 0) {
      throw new Violation('what is completed has undone nothing', `${namesOf(undone)} is undone`);
    }
    this.hold(this.options.atRest, world);
  }

  private canBeUndone(path: string): boolean {
    const { step } = attemptOf(`${path}:do:1`);
    return commandStep(this.definition, step)?.undo !== undefined;
  }

  private hold(invariants: Invariants<P> | undefined, world: World): void {
    if (!invariants) return;
    const seen = this.viewOf(world);
    for (const [promise, holds] of Object.entries(invariants)) {
      const why = whyBroken(() => holds(seen));
      if (why !== undefined) throw new Violation(promise, why);
    }
  }

  private viewOf({ now, instance, states }: World): SimulatedWorld<P> {
    const views = Object.entries(this.options.participants).map(([name, participant]) => [
      name,
      participant.view(states[name]),
    ]);
    // The names and types are those of the options, which a list of entries cannot say.
    const participants: SimulatedWorld<P>['participants'] = Object.fromEntries(views);
    return { now, status: statusOf(instance), state: instance.state, instance, participants };
  }
}

export const isAtRest = (world: World): boolean => !isUnderWay(world) && timersOf(world.instance).size === 0;

const namesOf = (paths: readonly { readonly path: string }[]): string =>
  paths.map(({ path }) => `"${path}"`).join(' and ');

function whyBroken(holds: () => boolean | string): string | undefined {
  try {
    const held = holds();
    if (held === true) return undefined;
    return held === false ? 'it does not hold' : held;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
