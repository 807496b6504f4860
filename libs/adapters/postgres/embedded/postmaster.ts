import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { BinariesFolder } from './binaries.js';
import { identityOf, serverEnvironment, superuser, type Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { RunAs } from './run-as.js';
import { logSize, logTail, rotateLog } from './server-log.js';

const answerWithinMs = 120_000;
const stopWithinMs = 60_000;

/** What it takes to run a server. */
export interface Launch {
  readonly binaries: BinariesFolder;
  readonly runAs: RunAs | undefined;
  readonly cluster: Cluster;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

/** The reason why a server ended before it answered, with the lines that it logged. */
export class EarlyEnd extends EmbeddedPostgresError {
  constructor(
    message: string,
    readonly log: string,
  ) {
    super(`${message}\n${log}`);
  }
}

/** A PostgreSQL server process that this process started. */
export class Postmaster {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #end: string | undefined;
  readonly #interrupt = (): void => void this.#child.kill('SIGINT');

  private constructor(
    child: ChildProcess,
    private readonly launch: Launch,
    private readonly port: number,
    private readonly logStart: number,
  ) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be run: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}`));
    });
    void this.#ended.then((end) => {
      this.#end = end;
      process.off('exit', this.#interrupt);
    });
    // A process that ends without stopping its database still ends it in order.
    process.once('exit', this.#interrupt);
  }

  static async launch(launch: Launch, port: number): Promise<Postmaster> {
    await rotateLog(launch.logFile);
    const logStart = await logSize(launch.logFile);
    const log = await open(launch.logFile, 'a', 0o600);
    const settings = Object.entries(launch.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    try {
      const child = spawn(
        join(launch.binaries, 'bin', 'postgres'),
        ['-D', launch.cluster.folder, '-p', String(port), ...settings],
        {
          ...identityOf(launch.runAs),
          cwd: launch.cluster.folder,
          env: serverEnvironment(),
          stdio: ['ignore', log.fd, log.fd],
          // Ctrl-C in a terminal goes to a whole group; the database must outlive what still writes to it.
          detached: true,
        },
      );
      child.unref();
      return new Postmaster(child, launch, port, logStart);
    } finally {
      await log.close();
    }
  }

  get running(): boolean {
    return this.#end === undefined;
  }

  /** Resolves when the server's process has ended, with how: `ended with SIGKILL`. */
  get ended(): Promise<string> {
    return this.#ended;
  }

  /** Resolves when a client can log in. */
  async ready(): Promise<void> {
    const deadline = performance.now() + answerWithinMs;
    let lastAnswer = 'nothing';
    while (performance.now() < deadline) {
      if (this.#end !== undefined) throw await this.#earlyEnd();
      try {
        await this.query('postgres', 'select 1');
        return;
      } catch (error) {
        lastAnswer = error instanceof Error ? error.message : String(error);
      }
      await pause(25);
    }
    await this.kill();
    throw new EarlyEnd(
      `PostgreSQL did not accept a client on 127.0.0.1:${this.port} within ${answerWithinMs / 1000} s; ` +
        `it last answered: ${lastAnswer}`,
      await this.#log(),
    );
  }

  /** Runs one statement on a connection of its own. */
  async query(database: string, text: string): Promise<unknown[]> {
    const client = new Client({
      host: '127.0.0.1',
      port: this.port,
      user: superuser,
      password: this.launch.cluster.password,
      database,
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
  async stop(): Promise<void> {
    this.#child.ref();
    this.#child.kill('SIGINT');
    const stopped = await this.#endsWithin(stopWithinMs);
    if (stopped) return;
    this.#child.kill('SIGQUIT');
    if (await this.#endsWithin(5_000)) return;
    await this.kill();
  }

  /** As a crash would: no shutdown of any kind. */
  async kill(): Promise<void> {
    this.#child.ref();
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const patience = new AbortController();
    const late = pause(ms, false, { signal: patience.signal }).catch(() => false);
    const ended = await Promise.race([this.#ended.then(() => true), late]);
    patience.abort();
    return ended;
  }

  #log(): Promise<string> {
    return logTail(this.launch.logFile, this.logStart);
  }

  async #earlyEnd(): Promise<EarlyEnd> {
    const who = this.launch.runAs === undefined ? '' : ` (run as user "${this.launch.runAs.name}")`;
    const what = `PostgreSQL on 127.0.0.1:${this.port} ${this.#end}${who}. Its log, ${this.launch.logFile}, ends:`;
    return new EarlyEnd(what, await this.#log());
  }
}
