import { superuser } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { claimDataDir } from './owner.js';
import type { Launch, Postmaster } from './postmaster.js';
import { startOn } from './starting.js';

export const database = 'countersign';

/** A PostgreSQL server run from npm's binaries, on loopback only, with one superuser and one database. */
export interface EmbeddedPostgres {
  /** `postgres://…` of the superuser on the database `countersign`. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  /** Of the running server; throws when it is stopped. */
  readonly pid: number;
  /** Whether it runs: a server can also end by itself, of a full disk for instance. */
  readonly running: boolean;
  /** For example `18.4`. */
  readonly version: string;
  /** Fast shutdown; nothing happens when it is stopped already. */
  stop(): Promise<void>;
  /** SIGKILL of the server, as a crash: for fault tests. The data stays claimed by this process. */
  kill(): Promise<void>;
  /** When it does not run, for whatever reason: again on the same data and port. */
  start(): Promise<void>;
  /** Resolves when the server that runs now has ended, however that came; at once when none runs. */
  ended(): Promise<void>;
}

interface Facts {
  readonly launch: Launch;
  readonly dataDir: string;
  readonly port: number;
  readonly version: string;
}

export class RunningPostgres implements EmbeddedPostgres {
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

  get running(): boolean {
    return this.postmaster?.running === true;
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

  async ended(): Promise<void> {
    await this.postmaster?.ended;
  }

  async start(): Promise<void> {
    if (this.postmaster?.running) return;
    await this.release();
    this.release = await claimDataDir(this.dataDir);
    this.postmaster = await startOn(this.facts.launch, this.port);
  }
}
