import type { Logger } from 'pino';
import type { Started } from './parts.js';

/** Ends what was started, the last first, each within bounds: one that does not end keeps nobody else from ending. */
export class Teardown {
  private readonly started: { name: string; stop(): Promise<void> }[] = [];

  constructor(private readonly logger: Logger) {}

  add<T>(name: string, { value, stop }: Started<T>): T {
    this.started.push({ name, stop });
    return value;
  }

  async run(): Promise<void> {
    for (let part = this.started.pop(); part; part = this.started.pop()) {
      const { name, stop } = part;
      await stop().catch((error: unknown) =>
        this.logger.error({ err: error }, `The ${name} did not stop cleanly`),
      );
    }
  }
}
