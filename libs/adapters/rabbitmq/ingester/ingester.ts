import type { Link } from '../connection/link.js';
import type { SupervisedWork } from '../connection/supervisor.js';
import { sleep } from '../connection/waiting.js';
import { IngestSession, type IngestTools } from './ingest-session.js';

/** Time for the relay to learn that a queue is gone, before it is there again and takes what should come later. */
const DECLARE_AGAIN_AFTER_MS = 500;

/** Takes messages out of the broker's queues into the mailbox, in their order. */
export class Ingester implements SupervisedWork {
  readonly purpose = 'consume';
  private session: IngestSession | undefined;

  constructor(private readonly tools: IngestTools) {}

  /** How many queues it takes messages from. */
  get queueCount(): number {
    return this.session?.attached.size ?? 0;
  }

  async work(link: Link, stopping: AbortSignal, attached: () => void): Promise<void> {
    this.session = new IngestSession(link, await link.openChannel(), this.tools);
    try {
      await this.session.run(stopping, attached);
    } catch (error) {
      if (!link.lost.aborted) await sleep(DECLARE_AGAIN_AFTER_MS, AbortSignal.any([stopping, link.lost]));
      throw error;
    } finally {
      this.session = undefined;
    }
  }
}
