import { join } from 'node:path';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { openTestScratch, type Rabbit, startRabbit } from '#testing/servers';
import { Client } from 'pg';
import type { BenchOptions } from './options.js';
import { STATEMENT_STATISTICS } from './measuring/statements.js';

/** The servers of one run, on a temporary folder, with their own settings as the platform starts them. */
export interface BenchServers {
  readonly postgresPid: number;
  readonly postgresVersion: string;
  readonly rabbit: Rabbit | undefined;
  /** An empty database. @returns its URL */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startServers(options: BenchOptions): Promise<BenchServers> {
  const scratch = await openTestScratch('bench');
  const postgres = await startEmbeddedPostgres({
    dataDir: join(scratch.folder, 'postgres'),
    ...(options.withStatements && { settings: STATEMENT_STATISTICS }),
  });
  await scratch.process(postgres.pid);
  const rabbit = options.contenders.includes('platform-rabbitmq') ? await startRabbit() : undefined;
  return {
    postgresPid: postgres.pid,
    postgresVersion: postgres.version,
    rabbit,
    async createDatabase(name) {
      await withClient(postgres.url, (client) => client.query(`create database ${name}`));
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async stop() {
      await rabbit?.stop();
      await postgres.stop();
      await scratch.close();
    },
  };
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
