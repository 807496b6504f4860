import type { Database } from '#kernel';
import { sleep } from '../connection/waiting.js';

const ROLE = 'relay';

/** The right to relay, which one process at a time has. Who lost it without knowing can only repeat, never skip. */
export class Lease {
  private heldUntilMs = 0;

  constructor(
    private readonly database: Database,
    private readonly owner: string,
    private readonly leaseMs: number,
  ) {}

  /** By our own clock, counted from before the database was asked. */
  get isHeld(): boolean {
    return performance.now() < this.heldUntilMs;
  }

  /** Resolves when this process has the right, or `until` aborts. */
  async take(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await this.ask();
      if (this.isHeld) return;
      await sleep(this.leaseMs / 5, until);
    }
  }

  /** Keeps the right until `until` aborts or it is lost. */
  async keep(until: AbortSignal): Promise<void> {
    while (!until.aborted && this.isHeld) {
      await sleep(this.leaseMs / 3, until);
      if (!until.aborted) await this.ask();
    }
  }

  /** Lets another process have it now instead of when it runs out. */
  async release(): Promise<void> {
    this.heldUntilMs = 0;
    await this.database.transaction((tx) => tx.leases.release(ROLE, this.owner)).catch(() => undefined);
  }

  /** A database that does not answer leaves it as it is: it ends by itself. */
  private async ask(): Promise<void> {
    const askedAtMs = performance.now();
    try {
      const granted = await this.database.transaction((tx) => tx.leases.hold(ROLE, this.owner, this.leaseMs));
      this.heldUntilMs = granted ? askedAtMs + this.leaseMs : 0;
    } catch {
      return;
    }
  }
}
