import type { Link } from '../connection/link.js';
import type { SupervisedWork } from '../connection/supervisor.js';
import { QueueHolds } from '../topology/queue-holds.js';
import { IngestSession, type IngestTools } from './ingest-session.js';

/**
 * The first pause leaves the relay time to learn that a queue is gone, before it is there again and takes what should
 * come later.
 */
const LOST_QUEUE = { firstMs: 500, maxMs: 60_000 };

/** Takes messages out of the broker's queues into the mailbox, in their order. */
export class Ingester implements SupervisedWork {
  readonly purpose = 'consume';
  private readonly holds = new QueueHolds(LOST_QUEUE);
  private readonly breaks = new Map<string, number>();
  private session: IngestSession | undefined;
  private hasAttached = false;

  constructor(private readonly tools: Omit<IngestTools, 'holds' | 'breaks'>) {}

  /** How many queues it takes messages from. */
  get queueCount(): number {
    return this.session?.queueCount ?? 0;
  }

  /** A sentence for each queue that it takes nothing from for now. */
  heldQueues(): string[] {
    return this.holds.reasons();
  }

  async work(link: Link, stopping: AbortSignal, attached: () => void): Promise<void> {
    const onQueuesAttached = () => {
      // When this process has just begun, there was nothing to lose.
      if (this.hasAttached) this.tools.onQueuesAttached();
      this.hasAttached = true;
    };
    this.session = new IngestSession(link, {
      ...this.tools,
      holds: this.holds,
      breaks: this.breaks,
      onQueuesAttached,
    });
    try {
      await this.session.run(stopping, attached);
    } finally {
      this.session = undefined;
    }
  }
}
