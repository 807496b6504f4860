import { createHash } from 'node:crypto';
import { statusOf } from '#kernel';

import type { Moved } from './move.js';
import { movesFrom } from './moves.js';
import type { Participants } from './options.js';
import { check, checkRest, type Failure, firstWorld, isFailure, playLabels } from './play.js';
import type { Simulator } from './simulator.js';
import { Violation } from './violation.js';
import { fingerprintOf, type World } from './world.js';

/** Stories longer than this are cut: what is found there, shorter ones find too. */
const DEPTH_MAX = 500;

/** What was tried so far. */
export interface Tally {
  explored: number;
  states: number;
  readonly ends: Map<string, number>;
}

export const countEnd = (ends: Map<string, number>, { instance }: World): void => {
  const status = statusOf(instance);
  ends.set(status, (ends.get(status) ?? 0) + 1);
};

/** Tries every order of everything, first without disturbances, then with one, with two …, until its budget is used up. */
export class Search<P extends Participants> {
  /** Worlds, and with how many disturbances left they were tried. */
  private seen = new Map<string, number>();
  private readonly path: string[] = [];
  private start = 0;

  constructor(
    private readonly simulator: Simulator<P>,
    private readonly tally: Tally,
    private readonly statesMax: number,
  ) {}

  /** @returns the first failure, or up to how many disturbances every story was tried */
  run(disturbancesMax: number): Failure | { exhaustiveUpTo: number | undefined } {
    let exhaustiveUpTo: number | undefined;
    for (let disturbances = 0; disturbances <= disturbancesMax; disturbances += 1) {
      this.seen = new Map();
      this.tally.states = 0;
      for (this.start = 0; this.start < this.simulator.options.starts.length; this.start += 1) {
        const failure = this.from(firstWorld(this.simulator, this.start), disturbances);
        if (failure) return failure;
      }
      if (this.isUsedUp()) break;
      exhaustiveUpTo = disturbances;
    }
    return { exhaustiveUpTo };
  }

  private isUsedUp(): boolean {
    return this.tally.states >= this.statesMax;
  }

  /** @param left how many disturbances may still come */
  private from(world: World, left: number): Failure | undefined {
    const fingerprint = createHash('sha1').update(fingerprintOf(world)).digest('base64');
    if (this.isUsedUp() || this.path.length >= DEPTH_MAX) return undefined;
    if ((this.seen.get(fingerprint) ?? -1) >= left) return undefined;
    this.seen.set(fingerprint, left);
    this.tally.states += 1;
    const moves = movesFrom(this.simulator, world);
    const broken = this.broken(
      () => void (checkRest(this.simulator, world, moves) && countEnd(this.tally.ends, world)),
    );
    if (broken) return broken;
    for (const move of moves) {
      if (move.disturbs && left === 0) break;
      this.path.push(move.label);
      const failure = this.after(move.make(), left - (move.disturbs ? 1 : 0));
      this.path.pop();
      if (failure) return failure;
    }
    return undefined;
  }

  private after(moved: Moved, left: number): Failure | undefined {
    this.tally.explored += 1;
    return this.broken(() => check(this.simulator, moved)) ?? this.from(moved.world, left);
  }

  private broken(look: () => void): Failure | undefined {
    try {
      look();
      return undefined;
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      const failure = playLabels(this.simulator, this.start, this.path);
      if (isFailure(failure)) return failure;
      throw new Error('It did not break again, so something is not a function of its arguments', {
        cause: error,
      });
    }
  }
}
