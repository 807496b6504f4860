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

/** Tells the log when something that the process needs is gone, and when it is back: once each. */
export class DependencyWatch {
  private readonly dependencies: readonly Dependency[];
  private readonly missing = new Set<string>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    database: Database,
    transport: Transport,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
  ) {
    this.dependencies = [
      {
        name: 'The database',
        trouble: async () => ((await answersWithin(database, PING_MS_MAX)) ? undefined : 'no answer'),
      },
      {
        name: `The transport ${transport.name}`,
        async trouble() {
          const { up, detail } = transport.health();
          return up ? undefined : detail;
        },
      },
    ];
  }

  start(everyMs = EVERY_MS): void {
    this.running = this.run(everyMs);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(everyMs: number): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      for (const each of this.dependencies) await this.look(each);
    }
  }

  private async look({ name, trouble }: Dependency): Promise<void> {
    const detail = await trouble();
    if (detail === undefined) {
      if (this.missing.delete(name)) this.logger.info(`${name} is back`);
    } else if (!this.missing.has(name)) {
      this.missing.add(name);
      this.logger.warn(`${name} is away: ${detail}`);
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
