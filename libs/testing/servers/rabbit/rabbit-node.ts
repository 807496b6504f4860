import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'amqplib';
import type { Guard } from '../guard.js';
import { eventually } from '../../eventually.js';
import type { RabbitPrograms } from './find-rabbit.js';
import { nodeEnvironment, type RabbitNodePlan } from './rabbit-node-plan.js';

const bootWithinMs = 120_000;

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

  /** Resolves when a client can log in. */
  async start(): Promise<void> {
    if (this.running) return;
    const child = spawn(this.programs.server, ['-noinput'], {
      cwd: this.plan.folder,
      env: nodeEnvironment(this.plan),
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
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** As a service manager stops it: clients and other nodes are told. */
  shutDown(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** It is there, and does nothing. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
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
      env: nodeEnvironment(this.plan),
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

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.running) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.kill(signal);
    await ended;
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
