import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { ApiClient } from '#testing/hub';
import { openTestScratch, type Rabbit, startRabbit, type TestScratch } from '#testing/servers';
import { Client } from 'pg';
import { traderKey } from './api-key.js';
import { Hub } from './hub.js';
import { LogBook } from './log-book.js';
import type { Planted } from './planted.js';
import { PoweredDisk } from './power.js';
import { Sandbox } from './sandbox.js';
import { SMALL_WAL, SmallDisks } from './small-disks.js';

/** What carries messages: PostgreSQL itself, one RabbitMQ node, or a cluster of three. */
export type WorldKind = 'postgres' | 'rabbit' | 'cluster';

export interface WorldOptions {
  readonly kind: WorldKind;
  /** Where logs and journals are kept. */
  readonly folder: string;
  readonly http?: number;
  readonly workers?: number;
  /** For all hub processes. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the database is on disks that can be filled. */
  readonly smallDisks?: boolean;
  /** Whether the power of the database's disk can be cut. */
  readonly poweredDisk?: boolean;
  /** Whether the clocks of hub processes can be set. */
  readonly skewableClocks?: boolean;
}

/** A whole installation of our own, each edge through a line of ours. */
export class World {
  readonly key = traderKey();
  /** Messages that somebody has made to become dead letters. */
  readonly planted: Planted[] = [];
  /** Promises that a fault has seen broken while it struck. */
  readonly broken: string[] = [];
  private readonly claimed = new Set<Hub>();
  private isProviderClaimed = false;

  private constructor(
    readonly kind: WorldKind,
    readonly folder: string,
    private readonly scratch: TestScratch,
    readonly postgres: EmbeddedPostgres,
    readonly rabbit: Rabbit | undefined,
    readonly sandbox: Sandbox,
    readonly hubs: Hub[],
    readonly logs: LogBook,
    readonly disks: SmallDisks | undefined,
    readonly poweredDisk: PoweredDisk | undefined,
  ) {}

  static async open(options: WorldOptions): Promise<World> {
    const { kind, folder, http = 2, workers = 2, smallDisks = false, skewableClocks = false } = options;
    await mkdir(folder, { recursive: true });
    const scratch = await openTestScratch('faults');
    const guard = (pid: number) => scratch.process(pid);
    const logs = new LogBook(join(folder, 'logs'));
    const disks = smallDisks ? await SmallDisks.mount(scratch) : undefined;
    const powered = options.poweredDisk ? await PoweredDisk.mount(scratch) : undefined;
    const [postgres, rabbit, sandbox] = await Promise.all([
      startPostgres(scratch.folder, disks, powered),
      kind === 'postgres'
        ? undefined
        : startRabbit({ nodes: kind === 'cluster' ? 3 : 1, say: () => undefined }),
      Sandbox.start(join(folder, 'provider.journal'), guard),
    ]);
    await scratch.process(postgres.pid);
    const world = new World(kind, folder, scratch, postgres, rabbit, sandbox, [], logs, disks, powered);
    const plan = (role: 'http' | 'workers', number: number): Promise<Hub> =>
      Hub.plan({
        name: `${role}-${number}`,
        role,
        postgresUrl: postgres.url,
        providerUrl: sandbox.url,
        brokerUrls: rabbit?.urls ?? [],
        environment: {
          COUNTERSIGN_API_KEYS: JSON.stringify([world.key.apiKey]),
          PAYMENT_TIMEOUT_MS: '2000',
          ...options.environment,
        },
        ...(skewableClocks && { clockFile: join(scratch.folder, `clock-of-${role}-${number}`) }),
        keep: (line) => logs.keep(`${role}-${number}`, line),
        guard,
      });
    for (let number = 1; number <= http; number += 1) world.hubs.push(await plan('http', number));
    for (let number = 1; number <= workers; number += 1) world.hubs.push(await plan('workers', number));
    await Promise.all(world.hubs.map((hub) => hub.start()));
    return world;
  }

  /** The addresses of its API, by way of our lines. */
  get apiUrls(): readonly string[] {
    return this.hubs.flatMap(({ edges }) => edges.api?.url.replace(/\/$/, '') ?? []);
  }

  api(url: string): ApiClient {
    return new ApiClient(url, this.key.bearer);
  }

  /** Lends somebody a hub that nobody else is about to strike. @returns undefined when there is none */
  claim(pick: (free: readonly Hub[]) => Hub, role?: Hub['role']): Hub | undefined {
    const free = this.hubs.filter((hub) => !this.claimed.has(hub) && (role ?? hub.role) === hub.role);
    if (free.length === 0) return undefined;
    const hub = pick(free);
    this.claimed.add(hub);
    return hub;
  }

  giveBack(hub: Hub): void {
    this.claimed.delete(hub);
  }

  /** Whether nobody else is about to strike the provider; it is the caller's until it is given back. */
  claimProvider(): boolean {
    const isFree = !this.isProviderClaimed;
    this.isProviderClaimed = true;
    return isFree;
  }

  giveBackProvider(): void {
    this.isProviderClaimed = false;
  }

  /** Asks the database itself, beside all lines. */
  async sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.postgres.url, application_name: 'checker' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** PostgreSQL again after a kill, on the same data. */
  async startPostgres(): Promise<void> {
    await this.postgres.start();
    await this.scratch.process(this.postgres.pid);
  }

  /** Every line carries again. */
  heal(): void {
    for (const hub of this.hubs) hub.heal();
  }

  async close(): Promise<void> {
    await Promise.all(this.hubs.map((hub) => hub.close()));
    await this.sandbox.kill();
    await this.postgres.stop();
    await this.rabbit?.stop();
    await this.disks?.unmount();
    await this.poweredDisk?.unmount();
    await this.logs.close();
    await this.scratch.close();
  }
}

async function startPostgres(
  folder: string,
  disks: SmallDisks | undefined,
  powered: PoweredDisk | undefined,
): Promise<EmbeddedPostgres> {
  const dataDir = disks ? join(disks.path('data'), 'postgres') : join(folder, 'postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, ...(disks && { settings: SMALL_WAL }) });
  if (!disks && !powered) return postgres;
  await postgres.stop();
  if (disks) await disks.takeWal(join(dataDir, 'data'));
  else await powered?.take(join(dataDir, 'data'));
  await postgres.start();
  return postgres;
}
