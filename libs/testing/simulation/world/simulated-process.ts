import type { Surroundings } from '#kernel';
import type { Random } from './random.js';
import type { Owner } from './event-queue.js';
import type { Scheduler } from './scheduler.js';

/** When the worlds begin: 2026-01-01T12:00:00Z, in milliseconds since 1970. */
export const BEGINNING = Date.UTC(2026, 0, 1, 12);

/** Longer waits are more than a look whether there is work, while the process has something under way outside. */
const NAP_MS_MAX = 1_000;
const NEVER = new Promise<never>(() => undefined);

/** One life of a program on a node: it ends with a crash, and nothing of it goes on. */
export class SimulatedProcess implements Owner {
  isAlive = true;
  pausedUntil = 0;
  /** Requests to the outside that are not answered yet. */
  outsideCalls = 0;
  /** The turn in which it heard last that the store has not done what it asked for. */
  private failedIn = -1;
  private readonly onDeath = new Set<() => void>();

  constructor(
    /** Of the node that it runs on. */
    readonly node: string,
    private readonly life: number,
    private readonly scheduler: Scheduler,
    readonly random: Random,
    private readonly clockOffset: () => number,
  ) {}

  get isRunning(): boolean {
    return this.isAlive && this.pausedUntil <= this.scheduler.now;
  }

  /** What it pauses for now, it does to try again: that is work under way, and nobody skips it. */
  hearsOfFailure(): void {
    this.failedIn = this.scheduler.turn;
  }

  /** Everything that it has in memory is gone. */
  die(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    for (const tell of this.onDeath) tell();
  }

  /** @returns how to forget it */
  whenDead(tell: () => void): () => void {
    this.onDeath.add(tell);
    return () => this.onDeath.delete(tell);
  }

  after(ms: number, run: () => void, isNap = false): () => void {
    return this.scheduler.after(ms, run, { owner: this, isNap });
  }

  /** Resolves after so many milliseconds, never in a process that has died. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Comes back to the process over the network; a dead one never hears of it. */
  async hop(): Promise<void> {
    await this.wait(this.latencyMs());
  }

  /** What a dead process waits for. */
  get never(): Promise<never> {
    return NEVER;
  }

  readonly surroundings: Surroundings = {
    clock: {
      now: () => BEGINNING + this.scheduler.now + this.clockOffset(),
      elapsed: () => this.scheduler.now,
      after: (ms, then) => this.after(ms, then, this.isNap(ms)),
    },
    chance: { fraction: () => this.random.fraction() },
    ids: { next: () => this.nextId() },
  };

  private isNap(ms: number): boolean {
    return this.failedIn !== this.scheduler.turn && (ms <= NAP_MS_MAX || this.outsideCalls === 0);
  }

  private idsGiven = 0;

  private nextId(): string {
    this.idsGiven += 1;
    const time = (BEGINNING + this.scheduler.now).toString(16).padStart(12, '0');
    const count = (this.idsGiven % 4_096).toString(16).padStart(3, '0');
    const life = this.life.toString(16).padStart(4, '0');
    const serial = this.idsGiven.toString(16).padStart(8, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-8000-${life}${serial}`;
  }

  private latencyMs(): number {
    const { random } = this;
    return random.happens(0.02) ? random.int(20, 400) : random.int(0, 2);
  }
}
