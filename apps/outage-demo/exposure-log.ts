import type { Exposure } from './picture.js';
import type { Shop } from './shop.js';

const LOOK_EVERY_MS = 200;

/** Looks at what each store has approved without an allowance and the hub has not confirmed. */
export class ExposureLog {
  readonly seen: Exposure[] = [];
  private readonly confirmed: number[];
  private readonly beganAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly shops: readonly Shop[]) {
    this.confirmed = shops.map(() => 0);
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look());
    }, LOOK_EVERY_MS);
  }

  /** Seconds since the morning began. */
  nowS(): number {
    return (performance.now() - this.beganAt) / 1_000;
  }

  get highestMinor(): number {
    return Math.max(0, ...this.seen.map(({ byStore }) => byStore.reduce((sum, minor) => sum + minor, 0)));
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.look();
  }

  private async look(): Promise<void> {
    const all = await Promise.all(this.shops.map((shop) => shop.status()));
    const byStore = all.map(({ unbackedMinor, waitingFacts }, index) => {
      if (waitingFacts === 0) this.confirmed[index] = unbackedMinor;
      return unbackedMinor - (this.confirmed[index] ?? 0);
    });
    this.seen.push({ atS: this.nowS(), byStore });
  }
}
