import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { prepareBinaries } from './binaries.js';
import { openCluster } from './cluster.js';
import { claimDataDir } from './owner.js';
import { defaultDataDir, sharedFolder } from './places.js';
import type { Launch, Postmaster } from './postmaster.js';
import { chooseRunAs } from './run-as.js';
import { database, RunningPostgres, type EmbeddedPostgres } from './running-postgres.js';
import { startSomewhere } from './starting.js';

const defaultSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
};

export interface EmbeddedPostgresOptions {
  /**
   * The folder for data, password and log. By default `.data/postgres` of the project; for root, whose project
   * may lie where the PostgreSQL user cannot go, a folder of this project below `/var/lib/countersign`.
   */
  readonly dataDir?: string;
  /** By default a free one. */
  readonly port?: number;
  /** PostgreSQL settings (`postgresql.conf`) beyond, or instead of, our own. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

async function openDatabase(postmaster: Postmaster): Promise<string> {
  const found = await postmaster.query('postgres', `select from pg_database where datname = '${database}'`);
  if (found.length === 0) await postmaster.query('postgres', `create database ${database}`);
  const [row] = await postmaster.query(database, 'show server_version');
  const known = typeof row === 'object' && row !== null && 'server_version' in row;
  return known ? String(row.server_version) : 'unknown';
}

async function prepare(dataDir: string, asked: EmbeddedPostgresOptions): Promise<Launch> {
  const runAs = await chooseRunAs();
  const binaries = await prepareBinaries({
    ...(runAs === undefined ? {} : { copyTo: await sharedFolder() }),
    readOnlyCopyTo: dirname(dataDir),
  });
  return {
    binaries,
    runAs,
    cluster: await openCluster(binaries, runAs, dataDir),
    logFile: join(dataDir, 'server.log'),
    settings: { ...defaultSettings, ...asked.settings },
  };
}

/**
 * Starts PostgreSQL, creating its data on the first run. A server that an earlier, killed run left behind on the
 * same data is stopped first; a folder in use by a living process is refused.
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions = {},
): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir ?? (await defaultDataDir(process.getuid?.() === 0)));
  await mkdir(dataDir, { recursive: true });
  // The PostgreSQL user passes through it; what is inside has modes of its own.
  await chmod(dataDir, 0o711);
  const release = await claimDataDir(dataDir);
  try {
    const launch = await prepare(dataDir, options);
    const [postmaster, port] = await startSomewhere(launch, options.port);
    const version = await openDatabase(postmaster).catch(async (error: unknown) => {
      await postmaster.stop();
      throw error;
    });
    return new RunningPostgres({ launch, dataDir, port, version }, postmaster, release);
  } catch (error) {
    await release();
    throw error;
  }
}
