import type { Database, Topology, Transport, TransportHealth } from '#kernel';
import { hostname } from 'node:os';
import { Supervisor } from './connection/supervisor.js';
import { within } from './connection/waiting.js';
import { Ingester } from './ingester/ingester.js';
import { Relay } from './relay/relay.js';
import { BrokerTopology } from './topology/broker-topology.js';

/** `amqp://user:password@host:port/vhost` or `amqps://…`; several nodes of a cluster are tried in turn. */
export type RabbitAddress = { readonly url: string } | { readonly urls: readonly string[] };

export interface RabbitTransportSettings {
  /** Where outbox and mailboxes are. */
  readonly database: Database;
  /** What the broker calls this process; host and process id by default. */
  readonly name?: string;
  /** For how long a process that died without a word keeps others from relaying; 3 s by default. */
  readonly leaseMs?: number;
  /** What has not arrived after this time is sent again, whatever the broker says; 1 min by default. */
  readonly resendAfterMs?: number;
  /** What each of the broker's queues holds at the most; 256 MiB by default. Equal for all processes. */
  readonly queueBytesMax?: number;
}

const LEASE_MS = 3_000;
const RESEND_AFTER_MS = 60_000;
const QUEUE_BYTES_MAX = 256 * 1024 * 1024;
const STOP_WITHIN_MS = 10_000;

/** What was made when the transport was started. */
interface Running {
  readonly topology: BrokerTopology;
  readonly relay: Relay;
  readonly ingester: Ingester;
  /** None in a process that consumes nothing: it would not learn that a queue is gone, with what it had published. */
  readonly publishing: Supervisor | undefined;
  readonly consuming: Supervisor;
  readonly ended: Promise<unknown>;
}

class RabbitTransport implements Transport {
  readonly name = 'rabbitmq';
  readonly delivery = 'relayed';
  private readonly stopping = new AbortController();
  private running: Running | undefined;

  constructor(
    private readonly urls: readonly string[],
    private readonly options: RabbitTransportSettings,
  ) {}

  async start({ queues }: Topology): Promise<void> {
    if (this.running || this.stopping.signal.aborted) throw new Error('A transport is started once');
    const { database, name, leaseMs, resendAfterMs, queueBytesMax } = this.options;
    const topology = new BrokerTopology(queues, queueBytesMax ?? QUEUE_BYTES_MAX);
    const relay = new Relay(database, topology, {
      leaseMs: leaseMs ?? LEASE_MS,
      resendAfterMs: resendAfterMs ?? RESEND_AFTER_MS,
    });
    const ingester = new Ingester({
      database,
      topology,
      onQueueLost: (queue) => relay.onQueueLost(queue),
      onQueueRemoved: (queue) => relay.onQueueRemoved(queue),
      onQueuesAttached: () => relay.startOver(),
    });
    const processName = name ?? `${hostname()} ${process.pid}`;
    const publishing = queues.length === 0 ? undefined : new Supervisor(this.urls, processName, relay);
    const consuming = new Supervisor(this.urls, processName, ingester);
    const { signal } = this.stopping;
    const ended = Promise.all([publishing?.run(signal), consuming.run(signal)]);
    this.running = { topology, relay, ingester, publishing, consuming, ended };
    // Messages that arrive, anywhere, are soon followed by messages that were decided on them.
    database.onDelivered(() => relay.wake());
  }

  wake(): void {
    this.running?.relay.wake();
  }

  health(): TransportHealth {
    if (!this.running) return { up: false, detail: 'RabbitMQ: not started' };
    if (this.stopping.signal.aborted) return { up: false, detail: 'RabbitMQ: stopped' };
    const troubles = troublesOf(this.running);
    const { relay, ingester, publishing } = this.running;
    const standBy = publishing ? 'stands by to relay' : 'leaves relaying to others';
    const role = relay.isLeading ? 'relays' : standBy;
    const work = `consumes ${ingester.queueCount} queues and ${role}`;
    const detail = [...new Set([...troubles, ...relay.heldQueues(), work])].join('; ');
    return { up: troubles.length === 0, detail: `RabbitMQ: ${detail}` };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    if (!this.running) return;
    await within(STOP_WITHIN_MS, 'Stopping', this.running.ended).catch(() => undefined);
  }
}

function troublesOf({ topology, relay, ingester, publishing, consuming }: Running): string[] {
  const { blockedBecause } = relay;
  return [
    ...(publishing?.trouble === undefined ? [] : [`cannot publish: ${publishing.trouble}`]),
    ...(consuming.trouble === undefined ? [] : [`cannot consume: ${consuming.trouble}`]),
    ...(blockedBecause === undefined ? [] : [`the broker takes no messages: ${blockedBecause}`]),
    ...topology.problems.values(),
    ...ingester.heldQueues(),
  ];
}

/**
 * Carries messages from the outbox over RabbitMQ into the mailboxes. The broker only carries: what it loses is sent
 * again, what it brings twice is dropped.
 * @throws TypeError when an address is not one of a RabbitMQ
 */
export function createRabbitTransport(options: RabbitAddress & RabbitTransportSettings): Transport {
  const urls = 'urls' in options ? options.urls : [options.url];
  if (urls.length === 0) throw new TypeError('RabbitMQ needs the address of at least one node');
  for (const url of urls) {
    if (!/^amqps?:$/.test(new URL(url).protocol)) {
      throw new TypeError('The address of a RabbitMQ begins with amqp:// or amqps://');
    }
  }
  return new RabbitTransport(urls, options);
}
