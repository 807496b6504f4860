import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'amqplib';
import type { Guard } from '../guard.js';
import { eventually } from '../../eventually.js';
import type { RabbitPrograms } from './find-rabbit.js';

const bootWithinMs = 120_000;

/** What one node is made of. */
export interface RabbitNodePlan {
  /** Such as `cs1@localhost`. */
  readonly name: string;
  /** Holds HOME, configuration, data and log of this node alone. */
  readonly folder: string;
  readonly cookie: string;
  readonly amqpPort: number;
  readonly distributionPort: number;
  readonly epmdPort: number;
  /** Lines of `rabbitmq.conf` beyond our own. */
  readonly configuration: readonly string[];
}

function environment(plan: RabbitNodePlan): NodeJS.ProcessEnv {
  const { folder } = plan;
  const loopback = '-kernel inet_dist_use_interface {127,0,0,1}';
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C.UTF-8',
    HOME: folder,
    ERL_EPMD_PORT: String(plan.epmdPort),
    RABBITMQ_NODENAME: plan.name,
    RABBITMQ_DIST_PORT: String(plan.distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'config'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `+S 1:1 ${loopback}`,
    RABBITMQ_CTL_ERL_ARGS: `+S 1:1 ${loopback}`,
    // Without it a shell stays between us and the server, and a kill would hit the shell.
    RABBITMQ_ALLOW_INPUT: '1',
  };
}

/** One RabbitMQ server process of this process, and its files. */
export class RabbitNode {
  readonly url: string;
  readonly name: string;
  #version = 'unknown';
  #child: ChildProcess | undefined;

  constructor(
    private readonly plan: RabbitNodePlan,
    private readonly programs: RabbitPrograms,
    private readonly guard: Guard,
  ) {
    this.name = plan.name;
    this.url = `amqp://guest:guest@127.0.0.1:${plan.amqpPort}`;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get version(): string {
    return this.#version;
  }

  /** Of the Erlang machine; throws when the node does not run. */
  get pid(): number {
    if (this.running && this.#child?.pid !== undefined) return this.#child.pid;
    throw new Error(`RabbitMQ node ${this.name} does not run`);
  }

  async writeFiles(): Promise<void> {
    const { folder, cookie, amqpPort, configuration } = this.plan;
    const lines = [
      `listeners.tcp.1 = 127.0.0.1:${amqpPort}`,
      'loopback_users = none',
      'disk_free_limit.absolute = 50MB',
      ...configuration,
    ];
    await mkdir(join(folder, 'log'), { recursive: true });
    await writeFile(join(folder, '.erlang.cookie'), cookie, { mode: 0o400 });
    await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'enabled_plugins'), '[].\n');
    await writeFile(join(folder, 'rabbitmq-env.conf'), '');
  }

  /** Resolves when a client can log in. */
  async start(): Promise<void> {
    if (this.running) return;
    const child = spawn(this.programs.server, ['-noinput'], {
      cwd: this.plan.folder,
      env: environment(this.plan),
      stdio: 'ignore',
      detached: true,
    });
    child.unref();
    this.#child = child;
    const ended = new Promise<never>((_resolve, reject) => {
      child.once('error', (error) =>
        reject(new Error(`${this.programs.server} cannot be run: ${error.message}`)),
      );
      child.once('exit', (code, signal) => reject(new Error(`it ended with ${code ?? signal}`)));
    });
    ended.catch(() => undefined);
    try {
      await this.guard.process(child.pid ?? 0);
      await Promise.race([ended, this.#accepts()]);
    } catch (error) {
      await this.kill();
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`RabbitMQ node ${this.name} did not start: ${why}\n${await this.logTail()}`, {
        cause: error,
      });
    }
  }

  /** kill -9: no goodbye to clients or other nodes. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.running) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.kill('SIGKILL');
    await ended;
  }

  /** Forgets everything that this node stored. */
  async wipe(): Promise<void> {
    if (this.running) throw new Error(`RabbitMQ node ${this.name} runs: kill it before its data is removed`);
    await rm(join(this.plan.folder, 'mnesia'), { recursive: true, force: true });
  }

  /** `rabbitmqctl` on this node; returns what it printed. */
  async ctl(...args: readonly string[]): Promise<string> {
    const child = spawn(this.programs.ctl, ['--quiet', '--node', this.name, ...args], {
      cwd: this.plan.folder,
      env: environment(this.plan),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const printed = Buffer.concat(chunks).toString('utf8').trim();
    if (code === 0) return printed;
    throw new Error(`rabbitmqctl ${args.join(' ')} on ${this.name} ended with ${code}: ${printed}`);
  }

  async logTail(): Promise<string> {
    const log = await readFile(join(this.plan.folder, 'log', `${this.name}.log`), 'utf8').catch(
      () => '(no log)',
    );
    return log.slice(-4_000).trim();
  }

  async #accepts(): Promise<void> {
    const logIn = async (): Promise<string> => {
      const connection = await connect(this.url, { timeout: 5_000 });
      connection.on('error', () => undefined);
      await connection.close();
      return String(connection.connection.serverProperties.version);
    };
    this.#version = await eventually(logIn, Boolean, { withinMs: bootWithinMs, everyMs: 100 });
  }
}
