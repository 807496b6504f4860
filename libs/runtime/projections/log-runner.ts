import { type Database, type MessageCatalog, type Surroundings, Unavailable } from '#kernel';
import { Alarm } from '../engine/alarm.js';
import { jitteredPauseMs } from '../engine/backoff.js';
import { pause } from '../surroundings.js';
import type { Keeper } from './keep-up.js';
import { readOn, typesOf } from './log-turn.js';

/** A pause between two runs gathers events into one transaction; it bounds how far readers lag when idle. */
const GATHER_MS = 20;
/** Where a run takes long, more is gathered for the next: readers leave most of the time to those who decide. */
const GATHER_FACTOR = 2;
/** A run may have taken long for other reasons: the process may have slept in the middle of it. */
const GATHER_MS_MAX = 500;
/** Events of other processes are found at the latest after this, and that there were none that matter. */
const POLL_MS = 200;

/**
 * Runs the readers of the log: all that are well in one transaction, and each that has failed by itself, until it keeps up
 * again. Any number of processes may run them: each reader is run by one at a time.
 */
export class LogRunner {
  private readonly news: Alarm;
  /** Rung only at the stop. */
  private readonly leaving: Alarm;
  private readonly types: ReadonlySet<string>;
  private readonly well: Set<Keeper>;
  private readonly running = new Set<Promise<void>>();
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly catalog: MessageCatalog,
    keepers: readonly Keeper[],
    private readonly surroundings: Surroundings,
    private readonly onTrouble: (what: string, error: unknown) => void,
  ) {
    this.news = new Alarm(surroundings.clock);
    this.leaving = new Alarm(surroundings.clock);
    this.well = new Set(keepers);
    this.types = typesOf(keepers);
  }

  start(): void {
    this.begin(this.run());
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.news.ringAll();
    this.leaving.ringAll();
    await Promise.all(this.running);
  }

  /** @param types of events that were just kept */
  wake(types: ReadonlySet<string>): void {
    if ([...types].some((type) => this.types.has(type))) this.news.ring();
  }

  private begin(work: Promise<void>): void {
    this.running.add(work);
    void work.then(() => this.running.delete(work));
  }

  private async run(): Promise<void> {
    const { clock, chance } = this.surroundings;
    let failures = 0;
    while (!this.stopping) {
      const beganAt = clock.elapsed();
      try {
        const more = await this.turn([...this.well]);
        failures = 0;
        if (more || this.stopping) continue;
        const tookMs = clock.elapsed() - beganAt;
        await this.news.sleep(POLL_MS);
        if (!this.stopping) await pause(clock, gatherMs(tookMs));
      } catch (error) {
        if (error instanceof Unavailable) {
          if (failures++ === 0) this.onTrouble('Nobody keeps up with the log', error);
          await this.news.sleep(jitteredPauseMs(chance, failures, 200, 30_000));
        } else await this.findWhoFails();
      }
    }
  }

  private turn(keepers: readonly Keeper[]): Promise<boolean> {
    return this.database.transaction((tx) => readOn(tx, keepers, this.catalog));
  }

  /** One that fails must not hold up the others. */
  private async findWhoFails(): Promise<void> {
    for (const keeper of this.well) {
      try {
        await this.turn([keeper]);
      } catch (error) {
        this.well.delete(keeper);
        this.onTrouble(`${keeper.reader.name} does not keep up with the log`, error);
        this.begin(this.keepTrying(keeper));
      }
    }
  }

  private async keepTrying(keeper: Keeper): Promise<void> {
    for (let failures = 1; !this.stopping; failures++) {
      await this.leaving.sleep(jitteredPauseMs(this.surroundings.chance, failures, 200, 30_000));
      try {
        await this.turn([keeper]);
        this.well.add(keeper);
        return;
      } catch {
        // It was told when it began.
      }
    }
  }
}

const gatherMs = (tookMs: number): number =>
  Math.min(GATHER_MS_MAX, Math.max(GATHER_MS, GATHER_FACTOR * tookMs));
