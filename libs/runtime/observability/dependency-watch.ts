import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Transport } from '#kernel';
import type { Logger } from 'pino';

const EVERY_MS = 2_000;
/** What is the matter may change often: a broker that comes back has one queue after another. */
const TOLD_ANEW_AFTER_MS = 15_000;
const PING_MS_MAX = 1_000;

interface Dependency {
  readonly name: string;
  /** @returns what is the matter; undefined when nothing is */
  trouble(): Promise<string | undefined>;
}

/** Moments in milliseconds, by the clock that never jumps. */
interface Absence {
  readonly since: number;
  readonly toldAt: number;
  readonly told: string;
}

/**
 * Tells the log when something that the process needs is away, what else is the matter later on, and when it is back: each once, and
 * nobody else does.
 */
export class DependencyWatch {
  private readonly database: Dependency;
  private readonly transport: Dependency;
  private readonly missing = new Map<Dependency, Absence>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    database: Database,
    transport: Transport,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
    private readonly toldAnewAfterMs = TOLD_ANEW_AFTER_MS,
  ) {
    this.database = {
      name: 'The database',
      trouble: async () => ((await answersWithin(database, PING_MS_MAX)) ? undefined : 'no answer'),
    };
    this.transport = {
      name: 'The transport',
      async trouble() {
        const { up, detail } = transport.health();
        return up ? undefined : detail;
      },
    };
  }

  start(everyMs = EVERY_MS): void {
    this.running = this.run(everyMs);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Looks at once, and says so when it is away: whoever fails because of that need not. */
  async missesDatabase(): Promise<boolean> {
    await this.look(this.database);
    return this.missing.has(this.database);
  }

  private async run(everyMs: number): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.look(this.database);
      await this.look(this.transport);
    }
  }

  private async look(dependency: Dependency): Promise<void> {
    const detail = await dependency.trouble();
    const known = this.missing.get(dependency);
    const now = performance.now();
    if (detail === undefined) {
      if (!known) return;
      this.missing.delete(dependency);
      const seconds = Math.round((now - known.since) / 1_000);
      this.logger.info(`${dependency.name} is back after ${seconds} s`);
    } else if (!known) {
      this.missing.set(dependency, { since: now, toldAt: now, told: detail });
      this.logger.warn(`${dependency.name} is away: ${detail}`);
    } else if (detail !== known.told && now - known.toldAt >= this.toldAnewAfterMs) {
      this.missing.set(dependency, { ...known, toldAt: now, told: detail });
      this.logger.warn(`${dependency.name} is still away: ${detail}`);
    }
  }
}

/** Whether the database answers, now. */
export async function answersWithin(database: Database, ms: number): Promise<boolean> {
  const over = new AbortController();
  const tooLate = pause(ms, false, { signal: over.signal }).catch(() => false);
  const answers = database.ping().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answers, tooLate]);
  } finally {
    over.abort();
  }
}
