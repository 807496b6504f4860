import type { Backlog, Clock, Database } from '#kernel';

import { Overloaded } from './failures.js';

export interface LoadLimits {
  /** Messages that may wait for workers, and as many for the broker. */
  readonly waitingMax: number;
  /** For how long the oldest of them may have waited, in milliseconds. */
  readonly oldestMsMax: number;
}

export const LOAD_LIMITS: LoadLimits = { waitingMax: 50_000, oldestMsMax: 30_000 };

/** A reading says little about what comes after this time; one that is a little older is still good while it is renewed. */
const RENEW_AFTER_MS = 1_000;
const GOOD_FOR_MS = 5_000;

/** Keeps new work out while the work that was taken on before is far behind. Looks once a second, however many ask. */
export class LoadGate {
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;
  private trouble: string | undefined;

  /** @param queues that workers empty by themselves: how long others take is not for us to say */
  constructor(
    private readonly database: Database,
    private readonly queues: readonly string[],
    private readonly clock: Clock,
    private readonly limits: LoadLimits,
  ) {}

  /** @throws Overloaded while too much waits, or for too long */
  async pass(): Promise<void> {
    const age = this.clock.elapsed() - this.readAt;
    if (age > RENEW_AFTER_MS) this.reading ??= this.read();
    if (age > GOOD_FOR_MS) await this.reading;
    if (this.trouble !== undefined) throw new Overloaded(this.trouble);
  }

  /** Never rejects: a database that does not answer is a problem of its own, which the command meets next. */
  private async read(): Promise<void> {
    try {
      this.trouble = await this.look();
    } catch {
      this.trouble = undefined;
    }
    this.readAt = this.clock.elapsed();
    this.reading = undefined;
  }

  private async look(): Promise<string | undefined> {
    const countMax = this.limits.waitingMax + 1;
    const [mailbox, outbox] = await this.database.transaction((tx) =>
      Promise.all([tx.mailbox.backlog(this.queues, countMax), tx.outbox.backlog(countMax)]),
    );
    return this.troubleOf(mailbox, 'workers') ?? this.troubleOf(outbox, 'the broker');
  }

  private troubleOf({ waiting, oldestMs }: Backlog, what: string): string | undefined {
    const { waitingMax, oldestMsMax } = this.limits;
    if (waiting > waitingMax) return `More than ${waitingMax} messages wait for ${what}`;
    if (oldestMs > oldestMsMax)
      return `Messages have waited for ${what} for ${Math.round(oldestMs / 1_000)} s`;
    return undefined;
  }
}
