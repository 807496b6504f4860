import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

const CHANNEL = 'countersign_delivered';
/** At most one notification goes out in this time: PostgreSQL serializes the commits of all that notify. */
const PAUSE_MS = 20;
const RECONNECT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * Tells other processes which queues have got messages, soon after the commit and never in its transaction, over a
 * connection of its own. A lost notification costs a poll's delay, nothing more.
 */
export class Notifications {
  private readonly sender = randomUUID();
  private readonly pending = new Set<string>();
  private readonly listeners: ((queues: ReadonlySet<string>) => void)[] = [];
  private client: Client | undefined;
  private flushing: NodeJS.Timeout | undefined;
  private reconnecting: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly silenceMsMax: number,
  ) {}

  onDelivered(listener: (queues: ReadonlySet<string>) => void): void {
    this.listeners.push(listener);
  }

  async listen(): Promise<void> {
    if (this.closed) return;
    const client = new Client({
      connectionString: this.url,
      application_name: 'countersign notifications',
      // A notification commits a transaction; nothing of it is worth waiting for the disk.
      options: '-c synchronous_commit=off',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: this.silenceMsMax,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    client.on('notification', ({ payload }) => this.hear(payload));
    this.client = client;
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
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  /** One at a time: while a server is silent, what is announced gathers in a set and not in a line. */
  private async flush(): Promise<void> {
    const { client } = this;
    const payload = [this.sender, ...this.pending].join(' ');
    this.pending.clear();
    try {
      await client?.query('select pg_notify($1, $2)', [CHANNEL, payload]);
    } catch {
      if (client) this.reconnect(client);
    }
    this.flushing = undefined;
    if (this.pending.size > 0 && !this.closed) this.announce(this.pending);
  }

  private hear(payload = ''): void {
    const [sender, ...queues] = payload.split(' ');
    if (sender === this.sender) return;
    for (const listener of this.listeners) listener(new Set(queues));
  }

  private reconnect(lost: Client): void {
    if (this.closed || this.client !== lost) return;
    this.client = undefined;
    lost.end().catch(() => undefined);
    this.reconnecting = setTimeout(() => void this.listen(), RECONNECT_MS);
  }
}
