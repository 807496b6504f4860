import { join } from 'node:path';
import { createSigner, newPrivateKey, seals } from '#adapters/crypto';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded';
import {
  enrolAt,
  firstMemory,
  HttpHubLine,
  noChanges,
  openPostgresStoreDatabase,
  type StoreDatabase,
  StoreNode,
  Sync,
  Writer,
} from '#contexts/store-node';
import { computer } from '#runtime';
import { eventually } from '#testing';
import type { TestScratch } from '#testing/servers';
import { withClient } from '../servers.js';

/** As a node starts its own. */
const POSTGRES_SETTINGS = { max_connections: 20, shared_buffers: '64MB', max_wal_size: '256MB' };

export interface NodeDatabase {
  readonly url: string;
  readonly pid: number;
  readonly database: StoreDatabase;
  /** What it takes on the disk. */
  bytes(): Promise<number>;
  stop(): Promise<void>;
}

export async function startNodeDatabase(scratch: TestScratch, name: string): Promise<NodeDatabase> {
  const dataDir = join(scratch.folder, name);
  const postgres = await startEmbeddedPostgres({ dataDir, settings: POSTGRES_SETTINGS });
  await scratch.process(postgres.pid);
  const database = await openPostgresStoreDatabase(postgres.url);
  return {
    url: postgres.url,
    pid: postgres.pid,
    database,
    bytes: () => numberOf(postgres.url, 'pg_database_size(current_database())'),
    async stop() {
      await database.close();
      await postgres.stop();
    },
  };
}

/** @param expression of SQL */
export async function numberOf(url: string, expression: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ number: string }>(`select ${expression} as number`);
    return Number(rows[0]?.number);
  });
}

/** A node with its real writer on PostgreSQL, in this process: what a till's request costs without its way over the LAN. */
export interface BenchNode {
  readonly writer: Writer;
  /** Talks with the hub, from now on. */
  connect(): Connected;
}

export interface Connected {
  readonly node: StoreNode;
  readonly sync: Sync;
}

/** @param hub where its line to the hub begins */
export async function enrolNode(database: StoreDatabase, hub: string, code: string): Promise<BenchNode> {
  const signer = createSigner(newPrivateKey());
  const { publicKey } = signer;
  const name = 'Main Street';
  const { storeId, hubKey, notices } = await enrolAt({ hub, code, name, publicKey });
  const identity = { storeId, name, publicKey, hubKey };
  await database.commit({ ...noChanges, values: firstMemory(identity, notices, seals) });
  const { clock, chance } = computer;
  const writer = await Writer.open({ ...computer, seals, signer, database });
  return {
    writer,
    connect() {
      const line = new HttpHubLine({ hub, storeId, signer, seals, clock });
      const sync = new Sync({ line, writer, database, clock, chance, seals, onTrouble: () => undefined });
      sync.start();
      return { sync, node: new StoreNode({ writer, sync, database, clock, hub }) };
    },
  };
}

/** Waits until the node has the list of all cards. */
export const cardsKnown = ({ url }: NodeDatabase, count: number): Promise<number> =>
  eventually(
    () => numberOf(url, '(select count(*) from store_node.listed)'),
    (listed) => listed >= count,
    { withinMs: 600_000, everyMs: 500 },
  );

const TILLS = 8;
let asked = 0;

/** What a till sends, each time with an id of its own. */
export const bodyFor = (cardId: string, minor: number) => {
  asked += 1;
  return {
    till: `till-${asked % TILLS}`,
    requestId: `bench-${asked}`,
    cardId,
    minor,
    currency: 'EUR' as const,
  };
};

export const askFor = (kind: 'load' | 'redeem', cardId: string, minor: number) => {
  const body = bodyFor(cardId, minor);
  return kind === 'load' ? { kind, ...body } : { kind, allowPartial: false, ...body };
};
