import { jitteredPauseMs } from './backoff.js';
import { describeError } from './describe-error.js';
import { type Link, openLink } from './link.js';
import { sleep } from './waiting.js';

const RECONNECT = { firstMs: 100, maxMs: 5_000 };
/** A connection that lasted this long was a good one: the next pause is short again. */
const STEADY_AFTER_MS = 10_000;

export interface SupervisedWork {
  /** What the connection is for, as the broker and the operator are told. */
  readonly purpose: string;
  /**
   * Works on a connection until `stopping` aborts, and says when it has all that it needs of it.
   * @throws whatever makes it end before: it is begun anew on another connection
   */
  work(link: Link, stopping: AbortSignal, attached: () => void): Promise<void>;
}

/** Keeps one connection open and its work going, whatever happens to brokers, until it is stopped. */
export class Supervisor {
  /** Why there is no connection that works; undefined while there is one. */
  trouble: string | undefined = 'not connected yet';
  private node = Math.floor(Math.random() * 1_000);

  constructor(
    private readonly urls: readonly string[],
    private readonly processName: string,
    private readonly supervised: SupervisedWork,
  ) {}

  async run(stopping: AbortSignal): Promise<void> {
    let failures = 0;
    while (!stopping.aborted) {
      const startedAt = performance.now();
      try {
        await this.workOnce(stopping);
      } catch (error) {
        failures = performance.now() - startedAt >= STEADY_AFTER_MS ? 1 : failures + 1;
        this.trouble = describeError(error);
        this.node += 1;
        await sleep(jitteredPauseMs(failures, RECONNECT), stopping);
      }
    }
  }

  private async workOnce(stopping: AbortSignal): Promise<void> {
    const link = await openLink(
      this.nextUrl(),
      `countersign ${this.processName}: ${this.supervised.purpose}`,
    );
    try {
      await this.supervised.work(link, stopping, () => {
        this.trouble = undefined;
      });
    } finally {
      await link.close();
    }
  }

  private nextUrl(): string {
    const url = this.urls[this.node % this.urls.length];
    if (url === undefined) throw new Error('No broker is configured');
    return url;
  }
}
