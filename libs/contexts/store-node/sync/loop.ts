import type { Clock } from '#kernel';

/** Does something again and again, with a pause that each time says itself, until it is stopped. */
export class Loop {
  private running: Promise<void> = Promise.resolve();
  private underWay = new AbortController();
  private isStopped = false;
  private wakeNow: (() => void) | undefined;
  private isWoken = false;

  /** @param step says how many milliseconds to pause; it must not throw */
  constructor(
    private readonly clock: Clock,
    private readonly step: (signal: AbortSignal) => Promise<number>,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Ends the pause; one that is to come is left out. */
  wake(): void {
    this.isWoken = true;
    this.wakeNow?.();
  }

  /** The step that is under way need not come to its end: the next one begins at once. */
  interrupt(): void {
    this.underWay.abort();
    this.wake();
  }

  /** Resolves when the step that is under way has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.interrupt();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      this.isWoken = false;
      this.underWay = new AbortController();
      const ms = await this.step(this.underWay.signal);
      if (ms > 0) await this.pause(ms);
    }
  }

  private pause(ms: number): Promise<void> {
    if (this.isWoken) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = this.clock.after(ms, resolve);
      this.wakeNow = () => {
        callOff();
        resolve();
      };
    });
  }
}
