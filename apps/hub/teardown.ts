import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Started } from './parts.js';

interface Part {
  readonly name: string;
  readonly withinMs: number;
  stop(): Promise<void>;
}

/** Ends what was started, the last first, each within bounds: one that does not end keeps nobody else from ending. */
export class Teardown {
  private readonly started: Part[] = [];

  constructor(private readonly logger: Logger) {}

  /** @param withinMs how long it may take to stop; after that the next one's turn comes */
  add<T>(name: string, withinMs: number, { value, stop }: Started<T>): T {
    this.started.push({ name, withinMs, stop });
    return value;
  }

  async run(): Promise<void> {
    for (let part = this.started.pop(); part; part = this.started.pop()) await this.end(part);
  }

  private async end({ name, withinMs, stop }: Part): Promise<void> {
    const over = new AbortController();
    const late = pause(withinMs, undefined, { signal: over.signal }).then(
      () => this.logger.warn(`The ${name} did not end within ${withinMs} ms, and is left`),
      () => undefined,
    );
    const stopped = stop().catch((error: unknown) =>
      this.logger.error({ err: error }, `The ${name} did not stop cleanly`),
    );
    await Promise.race([stopped, late]);
    over.abort();
  }
}
