import type { Database, Surroundings } from '#kernel';
import { Alarm } from './alarm.js';
import { jitteredPauseMs } from './backoff.js';
import { Envelopes } from './envelopes.js';
import type { PostOffice } from './post-office.js';
import type { Routes } from './routes.js';

/** Timers that one transaction turns into messages at the most. */
const TAKEN_MAX = 200;
/** Other processes set timers too: this is how late one of theirs may be noticed. */
const SLEEP_MS_MAX = 500;

/** Turns timers that are due into messages for their sagas. */
export class TimerLoop {
  private readonly alarm: Alarm;
  private readonly envelopes: Envelopes;
  /** Timers of others wait for a program that knows their saga. */
  private readonly sagas: readonly string[];
  private running: Promise<void> | undefined;
  private wakesAt = Number.POSITIVE_INFINITY;
  private stopping = false;

  constructor(
    private readonly database: Database,
    routes: Routes,
    private readonly postOffice: PostOffice,
    private readonly surroundings: Surroundings,
    private readonly onTrouble: (what: string, error: unknown) => void,
  ) {
    this.alarm = new Alarm(surroundings.clock);
    this.envelopes = new Envelopes(routes, surroundings.ids);
    this.sagas = routes.sagas.all().map((each) => each.name);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ringAll();
    await this.running;
  }

  /** A timer was set that is due at this time, in milliseconds since 1970. */
  expect(dueAt: number): void {
    if (dueAt < this.wakesAt) this.alarm.ring();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        const sleepMs = await this.turn();
        failures = 0;
        if (sleepMs > 0) await this.sleep(sleepMs);
      } catch (error) {
        if (failures++ === 0) this.onTrouble('Timers wait for the database', error);
        await this.sleep(jitteredPauseMs(this.surroundings.chance, failures, 100, 5_000));
      }
    }
  }

  private async turn(): Promise<number> {
    const turn = await this.database.transaction(async (tx) => {
      const nextInMs = await tx.timers.nextInMs(this.sagas);
      if (nextInMs !== 0) return { sleepMs: Math.min(nextInMs ?? SLEEP_MS_MAX, SLEEP_MS_MAX) };
      const due = await tx.timers.takeDue(TAKEN_MAX, this.sagas);
      const nowMs = await tx.now();
      await this.postOffice.post(
        tx,
        due.flatMap((timer) => this.envelopes.timer(timer, nowMs)),
      );
      return { sleepMs: due.length > 0 ? 0 : 1 };
    });
    this.postOffice.posted();
    return turn.sleepMs;
  }

  private async sleep(ms: number): Promise<void> {
    this.wakesAt = this.surroundings.clock.now() + ms;
    await this.alarm.sleep(ms);
    this.wakesAt = Number.POSITIVE_INFINITY;
  }
}
