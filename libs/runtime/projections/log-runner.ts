import type { Database, LogReader, MessageCatalog, Surroundings } from '#kernel';
import { Alarm } from '../engine/alarm.js';
import { jitteredPauseMs } from '../engine/backoff.js';
import { eventOf } from '../engine/decisions.js';
import { pause } from '../surroundings.js';
import type { KeepUp } from './keep-up.js';

/** Events that one transaction takes at the most. */
const BATCH_MAX = 500;
/** A pause between two runs gathers events into one transaction; it bounds how far a reader lags when idle. */
const GATHER_MS = 20;
/** Where a run takes long, more is gathered for the next: readers leave most of the time to those who decide. */
const GATHER_FACTOR = 2;
/** A run may have taken long for other reasons: the process may have slept in the middle of it. */
const GATHER_MS_MAX = 500;
/** Events of other processes are found at the latest after this, and that there were none that matter. */
const POLL_MS = 200;

/** Runs one reader of the log. Any number of processes may run it: one at a time does. */
export class LogRunner {
  private readonly alarm: Alarm;
  private readonly types: readonly string[];
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly catalog: MessageCatalog,
    private readonly reader: LogReader,
    private readonly keepUp: KeepUp,
    private readonly surroundings: Surroundings,
    private readonly onTrouble: (what: string, error: unknown) => void,
  ) {
    this.alarm = new Alarm(surroundings.clock);
    this.types = reader.events.map((each) => each.type);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ringAll();
    await this.running;
  }

  /** @param types of events that were just kept */
  wake(types: ReadonlySet<string>): void {
    if (this.types.some((type) => types.has(type))) this.alarm.ring();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        const { clock } = this.surroundings;
        const beganAt = clock.elapsed();
        const more = await this.turn();
        failures = 0;
        if (more || this.stopping) continue;
        const tookMs = clock.elapsed() - beganAt;
        await this.alarm.sleep(POLL_MS);
        if (!this.stopping) await pause(clock, gatherMs(tookMs));
      } catch (error) {
        if (failures++ === 0) this.onTrouble(`${this.reader.name} does not keep up with the log`, error);
        await this.alarm.sleep(jitteredPauseMs(this.surroundings.chance, failures, 200, 30_000));
      }
    }
  }

  /** @returns whether there may be more to read */
  private async turn(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const checkpoint = await tx.readModels.checkpoint(this.reader);
      if (!checkpoint) return false;
      // Taken before reading: whatever is read then includes all events up to here.
      const horizon = await tx.events.horizon();
      const { position } = checkpoint;
      if (position !== undefined && tx.events.compare(horizon, position) <= 0) return false;
      const recorded = await tx.events.readAfter(position, BATCH_MAX, this.types);
      const full = recorded.length === BATCH_MAX;
      const last = recorded.at(-1)?.position;
      const reached = full || !last || tx.events.compare(last, horizon) > 0 ? (last ?? horizon) : horizon;
      const batch = recorded.map(({ event: stored }) => {
        const { stream, streamVersion, at } = stored;
        return { event: eventOf(stored, this.catalog), stream, streamVersion, at };
      });
      await this.keepUp(tx, batch, reached);
      return full;
    });
  }
}

const gatherMs = (tookMs: number): number =>
  Math.min(GATHER_MS_MAX, Math.max(GATHER_MS, GATHER_FACTOR * tookMs));
