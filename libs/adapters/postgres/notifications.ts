import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

const CHANNEL = 'countersign_delivered';
/** At most one notification goes out in this time: PostgreSQL serializes the commits of all that notify. */
const PAUSE_MS = 20;
const RECONNECT_MS = 1_000;

/**
 * Tells other processes which queues have got messages, soon after the commit and never in its transaction. A lost
 * notification costs a poll's delay, nothing more.
 */
export class Notifications {
  private readonly sender = randomUUID();
  private readonly pending = new Set<string>();
  private listening: Client | undefined;
  private flushing: NodeJS.Timeout | undefined;
  private reconnecting: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly publish: (channel: string, payload: string) => Promise<void>,
    private readonly onDelivered: (queues: ReadonlySet<string>) => void,
  ) {}

  async listen(): Promise<void> {
    if (this.closed) return;
    const client = new Client({ connectionString: this.url, keepAlive: true });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    client.on('notification', ({ payload }) => this.hear(payload));
    this.listening = client;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch {
      this.reconnect(client);
    }
  }

  announce(queues: ReadonlySet<string>): void {
    for (const queue of queues) this.pending.add(queue);
    this.flushing ??= setTimeout(() => void this.flush(), PAUSE_MS);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.flushing);
    clearTimeout(this.reconnecting);
    const client = this.listening;
    this.listening = undefined;
    await client?.end().catch(() => undefined);
  }

  private async flush(): Promise<void> {
    const queues = [...this.pending];
    this.pending.clear();
    this.flushing = undefined;
    await this.publish(CHANNEL, `${this.sender} ${queues.join(' ')}`).catch(() => undefined);
  }

  private hear(payload = ''): void {
    const [sender, ...queues] = payload.split(' ');
    if (sender !== this.sender) this.onDelivered(new Set(queues));
  }

  private reconnect(lost: Client): void {
    if (this.closed || this.listening !== lost) return;
    this.listening = undefined;
    lost.end().catch(() => undefined);
    this.reconnecting = setTimeout(() => void this.listen(), RECONNECT_MS);
  }
}
