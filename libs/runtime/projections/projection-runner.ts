import type {
  Database,
  LogPosition,
  MessageCatalog,
  Projection,
  StoredEvent,
  Surroundings,
  Transaction,
} from '#kernel';
import { Alarm } from '../engine/alarm.js';
import { jitteredPauseMs } from '../engine/backoff.js';
import { pause } from '../surroundings.js';
import { eventOf } from '../engine/decisions.js';

/** Events that one transaction projects at the most. */
const BATCH_MAX = 500;
/** A pause between two runs gathers events into one transaction; it bounds how far a read model lags when idle. */
const GATHER_MS = 20;
/** Other processes' events are found at the latest after this. */
const POLL_MS = 200;

/** Keeps one read model up with the log. Any number of processes may run it: one at a time does. */
export class ProjectionRunner {
  private readonly alarm: Alarm;
  private readonly types: readonly string[];
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly catalog: MessageCatalog,
    private readonly projection: Projection,
    private readonly surroundings: Surroundings,
    private readonly onTrouble: (what: string, error: unknown) => void,
  ) {
    this.alarm = new Alarm(surroundings.clock);
    this.types = projection.events.map((each) => each.type);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ringAll();
    await this.running;
  }

  wake(): void {
    this.alarm.ring();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        const more = await this.turn();
        failures = 0;
        if (more || this.stopping) continue;
        await this.alarm.sleep(POLL_MS);
        if (!this.stopping) await pause(this.surroundings.clock, GATHER_MS);
      } catch (error) {
        if (failures++ === 0) this.onTrouble(`The read model ${this.projection.name} does not go on`, error);
        await this.alarm.sleep(jitteredPauseMs(this.surroundings.chance, failures, 200, 30_000));
      }
    }
  }

  /** @returns whether there may be more to read */
  private async turn(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const checkpoint = await tx.readModels.checkpoint(this.projection);
      if (!checkpoint) return false;
      // Taken before reading: whatever is read then includes all events up to here.
      const horizon = await tx.events.horizon();
      const { position } = checkpoint;
      if (position !== undefined && tx.events.compare(horizon, position) <= 0) return false;
      const recorded = await tx.events.readAfter(position, BATCH_MAX, this.types);
      const full = recorded.length === BATCH_MAX;
      const last = recorded.at(-1)?.position;
      const reached = full || !last || tx.events.compare(last, horizon) > 0 ? (last ?? horizon) : horizon;
      await this.project(
        tx,
        recorded.map((each) => each.event),
        reached,
      );
      return full;
    });
  }

  private async project(
    tx: Transaction,
    events: readonly StoredEvent[],
    position: LogPosition,
  ): Promise<void> {
    const decoded = events.map((stored) => {
      const event = eventOf(stored, this.catalog);
      return { stored, event, key: this.projection.rowKey(event, stored.at) };
    });
    const before = await tx.readModels.load(this.projection, [...new Set(decoded.map((each) => each.key))]);
    const rows = new Map<string, object | undefined>();
    for (const { stored, event, key } of decoded) {
      const row = rows.has(key) ? rows.get(key) : before.get(key);
      const { stream, streamVersion, at } = stored;
      rows.set(key, this.projection.evolve(row, { event, stream, streamVersion, at }));
    }
    await tx.readModels.save(this.projection, rows, position);
  }
}
