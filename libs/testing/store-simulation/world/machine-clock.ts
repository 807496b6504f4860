import type { Clock } from '#kernel';
import { BEGINNING } from '../../simulation/world/simulated-process.js';
import type { Scheduler } from '../../simulation/world/scheduler.js';
import type { Owner } from '../../simulation/world/event-queue.js';

/** The clocks of a machine: one that people set, and one that begins anew when it starts. */
export class MachineClock {
  /** What the wall clock is wrong by, in milliseconds. */
  offsetMs = 0;
  private ratio = 1;
  private since = 0;
  /** Somebody has set it. */
  wasSet = false;

  constructor(private readonly scheduler: Scheduler) {}

  jump(byMs: number): void {
    this.offsetMs += byMs;
    this.wasSet = true;
  }

  /** Gains so many milliseconds in a million from now on. */
  drift(ppm: number): void {
    this.offsetMs = this.wall() - BEGINNING - this.scheduler.now;
    this.since = this.scheduler.now;
    this.ratio = 1 + ppm / 1e6;
  }

  /** The clocks of one run of a program. */
  started(owner: Owner): Clock {
    const { scheduler } = this;
    const startedAt = scheduler.now;
    return {
      now: () => this.wall(),
      elapsed: () => (scheduler.now - startedAt) * this.ratio,
      after: (ms, then) => scheduler.after(ms, then, { owner }),
    };
  }

  private wall(): number {
    const { now } = this.scheduler;
    return BEGINNING + now + this.offsetMs + (now - this.since) * (this.ratio - 1);
  }
}
