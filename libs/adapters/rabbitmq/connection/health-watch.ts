import type { TransportHealth } from '#kernel';

const LOOK_EVERY_MS = 1_000;

/** Tells when the broker is lost and when it is back: once each, however often it was tried in between. */
export class HealthWatch {
  private readonly timer: NodeJS.Timeout;
  private lostAtMs: number | undefined;

  constructor(
    private readonly health: () => TransportHealth,
    private readonly tell: (what: string) => void,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { up, detail } = this.health();
    if (up === (this.lostAtMs === undefined)) return;
    const nowMs = performance.now();
    if (this.lostAtMs === undefined) {
      this.lostAtMs = nowMs;
      this.tell(detail);
    } else {
      const seconds = Math.round((nowMs - this.lostAtMs) / 1_000);
      this.lostAtMs = undefined;
      this.tell(`${detail}, again after ${seconds} s`);
    }
  }
}
