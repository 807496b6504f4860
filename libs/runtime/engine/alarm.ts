import type { Clock } from '#kernel';

/** Wakes one sleeper when there may be work; a ring that nobody hears is kept for the next to sleep. */
export class Alarm {
  private rung = false;
  private readonly sleepers: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  ring(): void {
    const sleeper = this.sleepers.shift();
    if (sleeper) sleeper();
    else this.rung = true;
  }

  ringAll(): void {
    while (this.sleepers.length > 0) this.ring();
    this.rung = true;
  }

  /** Resolves at the next ring, or after this many milliseconds. */
  async sleep(ms: number): Promise<void> {
    if (this.rung) {
      this.rung = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const wake = () => {
        callOff();
        resolve();
      };
      const callOff = this.clock.after(ms, () => {
        this.sleepers.splice(this.sleepers.indexOf(wake), 1);
        resolve();
      });
      this.sleepers.push(wake);
    });
  }
}
