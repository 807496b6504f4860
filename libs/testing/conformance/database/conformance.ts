import { slotOf } from '#adapters/memory';
import { SeededChance } from '../chance.js';
import { Disagreement } from '../outcome.js';
import { shrink } from '../shrink.js';
import { Names } from './names.js';
import { play, type Played } from './play.js';
import type { PostgresTheatre } from './postgres-theatre.js';
import { drawScript, type Step, storyOf } from './script.js';

export interface Report extends Played {
  scripts: number;
  /** Each with its seed, the fewest steps that show it, and what was seen. */
  readonly disagreements: string[];
  /** Seen once, and not again when the same script was played again. */
  readonly unrepeated: string[];
}

const KEYS = 6;
const SLOTS_MAX = 3;

/** Plays random scripts on the memory database and on PostgreSQL. @param seed of the first script; the next has the next */
export class DatabaseConformance {
  readonly report: Report = {
    scripts: 0,
    statements: 0,
    waits: 0,
    deadlocks: 0,
    kills: 0,
    disagreements: [],
    unrepeated: [],
  };
  private names = 0;

  private constructor(
    private readonly theatre: PostgresTheatre,
    private readonly keys: readonly string[],
  ) {}

  static async prepare(theatre: PostgresTheatre): Promise<DatabaseConformance> {
    const many = Array.from({ length: 1_000 }, (_, number) => `till-${number}`);
    const agreeing = await theatre.agreeing(many, slotOf);
    // A claim takes three slots where it can, so with three there is nothing to choose.
    const slots = [...new Set(agreeing.map(slotOf))].slice(0, SLOTS_MAX);
    const keys = slots.flatMap((slot) =>
      agreeing.filter((key) => slotOf(key) === slot).slice(0, KEYS / SLOTS_MAX),
    );
    return new DatabaseConformance(theatre, keys);
  }

  async playSeed(seed: number): Promise<void> {
    const steps = drawScript(new SeededChance(seed));
    this.report.scripts += 1;
    const found = await this.tryOut(steps);
    if (!found) return;
    if (!(await this.tryOut(steps))) {
      this.report.unrepeated.push(`seed ${seed}: ${found}`);
      return;
    }
    const fewest = await shrink(steps, async (fewer) => (await this.tryOut(fewer)) !== undefined);
    const last = (await this.tryOut(fewest)) ?? found;
    this.report.disagreements.push(`seed ${seed}:\n${storyOf(fewest)}\n${last}`);
  }

  /** @returns what they disagree in */
  private async tryOut(steps: readonly Step[]): Promise<string | undefined> {
    this.names += 1;
    try {
      const { statements, waits, deadlocks, kills } = await play(
        steps,
        new Names(this.names, this.keys),
        this.theatre,
      );
      this.report.statements += statements;
      this.report.waits += waits;
      this.report.deadlocks += deadlocks;
      this.report.kills += kills;
      return undefined;
    } catch (error) {
      if (!(error instanceof Disagreement)) throw error;
      return error.message;
    }
  }
}
