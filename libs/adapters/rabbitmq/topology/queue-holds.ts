import { type Backoff, pauseMs } from '../connection/backoff.js';

interface Hold {
  readonly why: string;
  readonly failures: number;
  readonly untilMs: number;
  /** Its time is over and it is being tried. */
  readonly onTrial: boolean;
}

/** Queues that get nothing for a while, because the last time failed; the others go on. */
export class QueueHolds {
  private readonly holds = new Map<string, Hold>();

  constructor(
    private readonly backoff: Backoff,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Begins a pause, longer each time until the queue is freed; one that is held stays as it is. */
  hold(queue: string, why: string): void {
    const known = this.holds.get(queue);
    if (known && !known.onTrial) return;
    const failures = (known?.failures ?? 0) + 1;
    this.holds.set(queue, {
      why,
      failures,
      untilMs: this.now() + pauseMs(failures, this.backoff),
      onTrial: false,
    });
  }

  isHeld(queue: string): boolean {
    return this.holds.get(queue)?.onTrial === false;
  }

  /** How often in a row it was held. */
  failures(queue: string): number {
    return this.holds.get(queue)?.failures ?? 0;
  }

  /** All is well with the queue. */
  free(queue: string): void {
    this.holds.delete(queue);
  }

  /** Lets those be tried whose time is over. @returns them */
  takeExpired(): string[] {
    const expired = [...this.holds].filter(([, hold]) => !hold.onTrial && hold.untilMs <= this.now());
    for (const [queue, hold] of expired) this.holds.set(queue, { ...hold, onTrial: true });
    return expired.map(([queue]) => queue);
  }

  /** Milliseconds until the next one's time is over, undefined when none is held. */
  nextExpiryInMs(): number | undefined {
    const waits = [...this.holds.values()].filter(({ onTrial }) => !onTrial).map(({ untilMs }) => untilMs);
    return waits.length === 0 ? undefined : Math.max(0, Math.min(...waits) - this.now());
  }

  /** A sentence for each queue that is held. */
  reasons(): string[] {
    return [...this.holds.values()].filter(({ onTrial }) => !onTrial).map(({ why }) => why);
  }
}
