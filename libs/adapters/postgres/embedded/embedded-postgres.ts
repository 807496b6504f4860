import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { prepareBinaries } from './binaries.js';
import { openCluster, superuser } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { findFreePort } from './free-port.js';
import { removeLeftovers } from './leftover-server.js';
import { claimDataDir } from './owner.js';
import { defaultDataDir, sharedFolder } from './places.js';
import { EarlyEnd, Postmaster, type Launch } from './postmaster.js';
import { chooseRunAs } from './run-as.js';

const database = 'countersign';
const startWithinMs = 60_000;

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

/** A PostgreSQL server run from npm's binaries, on loopback only, with one superuser and one database. */
export interface EmbeddedPostgres {
  /** `postgres://…` of the superuser on the database `countersign`. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  /** Of the running server; throws when it is stopped. */
  readonly pid: number;
  /** For example `18.4`. */
  readonly version: string;
  /** Fast shutdown; nothing happens when it is stopped already. */
  stop(): Promise<void>;
  /** SIGKILL of the server, as a crash: for fault tests. The data stays claimed by this process. */
  kill(): Promise<void>;
  /** After `stop` or `kill`: again on the same data and port. */
  start(): Promise<void>;
}

/** A killed server's children may hold its memory for a moment longer; a new one then refuses to start. */
function isPassing(error: EarlyEnd): boolean {
  return /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(error.log);
}

function isPortTaken(error: EarlyEnd): boolean {
  return /could not create any TCP\/IP sockets|Address already in use/.test(error.log);
}

async function startOn(launch: Launch, port: number): Promise<Postmaster> {
  const deadline = performance.now() + startWithinMs;
  for (;;) {
    await removeLeftovers(launch.cluster.folder);
    const postmaster = await Postmaster.launch(launch, port);
    try {
      await postmaster.ready();
      return postmaster;
    } catch (error) {
      if (!(error instanceof EarlyEnd) || !isPassing(error) || performance.now() > deadline) throw error;
    }
    await pause(50);
  }
}

async function startSomewhere(launch: Launch, wanted: number | undefined): Promise<[Postmaster, number]> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await findFreePort());
    try {
      return [await startOn(launch, port), port];
    } catch (error) {
      const another = wanted === undefined && attempt < 5;
      if (!(another && error instanceof EarlyEnd && isPortTaken(error))) throw error;
    }
  }
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

interface Facts {
  readonly launch: Launch;
  readonly dataDir: string;
  readonly port: number;
  readonly version: string;
}

class RunningPostgres implements EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  readonly version: string;

  constructor(
    private readonly facts: Facts,
    private postmaster: Postmaster | undefined,
    private release: () => Promise<void>,
  ) {
    this.url = `postgres://${superuser}:${facts.launch.cluster.password}@127.0.0.1:${facts.port}/${database}`;
    this.port = facts.port;
    this.dataDir = facts.dataDir;
    this.logFile = facts.launch.logFile;
    this.version = facts.version;
  }

  get pid(): number {
    if (this.postmaster?.running) return this.postmaster.pid;
    throw new EmbeddedPostgresError(`The embedded PostgreSQL in ${this.dataDir} is not running`);
  }

  async stop(): Promise<void> {
    await this.postmaster?.stop();
    this.postmaster = undefined;
    await this.release();
  }

  async kill(): Promise<void> {
    await this.postmaster?.kill();
    this.postmaster = undefined;
  }

  async start(): Promise<void> {
    if (this.postmaster?.running) return;
    await this.release();
    this.release = await claimDataDir(this.dataDir);
    this.postmaster = await startOn(this.facts.launch, this.port);
  }
}
