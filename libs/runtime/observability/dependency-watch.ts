import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Transport } from '#kernel';
import type { Logger } from 'pino';

const EVERY_MS = 2_000;
const PING_MS_MAX = 1_000;

interface Dependency {
  readonly name: string;
  /** @returns what is the matter; undefined when nothing is */
  trouble(): Promise<string | undefined>;
}

/**
 * Tells the log when something that the process needs is away, and when it is back: once each, and nobody else does.
 */
export class DependencyWatch {
  private readonly database: Dependency;
  private readonly transport: Dependency;
  /** Since when, in milliseconds, by the clock that never jumps. */
  private readonly missing = new Map<Dependency, number>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    database: Database,
    transport: Transport,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
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
    const since = this.missing.get(dependency);
    if (detail === undefined && since !== undefined) {
      this.missing.delete(dependency);
      const seconds = Math.round((performance.now() - since) / 1_000);
      this.logger.info(`${dependency.name} is back after ${seconds} s`);
    } else if (detail !== undefined && since === undefined) {
      this.missing.set(dependency, performance.now());
      this.logger.warn(`${dependency.name} is away: ${detail}`);
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
