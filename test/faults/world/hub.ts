import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type HubProcess, startHubProcess } from '#testing/hub';
import { type Line, openLine } from '#testing/servers';
import { findFreePort } from '#adapters/postgres/embedded';

/** Loaded by the built program, so it is the built one too. */
const SKEWED_CLOCK = pathToFileURL(join('dist', 'test', 'faults', 'world', 'skewed-clock.js')).href;

/** Between two attempts to start, doubled each time. */
const RESTART_MS = 200;
const RESTART_MS_MAX = 20_000;

/** What lies between a hub process and the others: a line of ours for each neighbour. */
export interface Edges {
  readonly postgres: Line;
  readonly provider: Line;
  /** To each node of the broker, where there is one. */
  readonly broker: readonly Line[];
  /** From clients to its API, where it has one. */
  readonly api: Line | undefined;
}

export interface HubPlan {
  readonly name: string;
  readonly role: 'http' | 'workers';
  readonly postgresUrl: string;
  readonly providerUrl: string;
  readonly brokerUrls: readonly string[];
  /** What its process gets besides its addresses. */
  readonly environment: Readonly<Record<string, string>>;
  /** Says how wrong its clock is; without it, its clock is right. */
  readonly clockFile?: string;
  keep(line: string): void;
  /** Told of each process, so that none outlives this one. */
  guard(pid: number): Promise<void>;
}

/** A place for a hub process: whoever dies here is followed by another one with the same addresses. */
export class Hub {
  readonly name: string;
  readonly role: 'http' | 'workers';
  /** The program that the next process here runs; the hub as it is by default. */
  entry: string | undefined;
  /** Whether somebody expects that its process ends by itself. */
  mayEnd = false;
  private process: HubProcess | undefined;

  private constructor(
    private readonly plan: HubPlan,
    readonly edges: Edges,
    private readonly port: number,
  ) {
    this.name = plan.name;
    this.role = plan.role;
  }

  static async plan(plan: HubPlan): Promise<Hub> {
    const port = await findFreePort();
    const edges: Edges = {
      postgres: await openLine(plan.postgresUrl),
      provider: await openLine(plan.providerUrl),
      broker: await Promise.all(plan.brokerUrls.map((url) => openLine(url))),
      api: plan.role === 'http' ? await openLine(`http://127.0.0.1:${port}`) : undefined,
    };
    return new Hub(plan, edges, port);
  }

  get lines(): readonly Line[] {
    const { postgres, provider, broker, api } = this.edges;
    return [postgres, provider, ...broker, ...(api ? [api] : [])];
  }

  /** Of the process that runs here. @throws Error when none does */
  get pid(): number {
    if (!this.process) throw new Error(`${this.name} does not run`);
    return this.process.pid;
  }

  /** Where the process that runs here says that it lives. */
  get probesUrl(): string {
    return this.process?.probesUrl ?? '';
  }

  get runs(): boolean {
    return this.process !== undefined;
  }

  /**
   * Resolves when it is ready. A process that cannot start, because the database is not there yet, is started again, as a
   * process manager does.
   */
  async start(): Promise<void> {
    for (let pauseMs = RESTART_MS; ; pauseMs *= 2) {
      try {
        await this.spawn();
        return;
      } catch (error) {
        if (pauseMs > RESTART_MS_MAX) throw error;
        await pause(pauseMs);
      }
    }
  }

  /** @throws Error when the process ends before it is ready, or is not by then and is killed */
  async startWithin(ms: number): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    try {
      await this.spawn((pid) => (late = setTimeout(() => process.kill(pid, 'SIGKILL'), ms)));
    } finally {
      clearTimeout(late);
    }
  }

  /** Starts a process and kills it after this time, whether it is ready by then or not. */
  async startAndKill(afterMs: number): Promise<void> {
    let spawned = (_pid: number): void => undefined;
    const pid = new Promise<number>((resolve) => (spawned = resolve));
    const started = this.spawn(spawned).catch(() => undefined);
    const toKill = await pid;
    await pause(afterMs);
    this.process = undefined;
    process.kill(toKill, 'SIGKILL');
    await started;
    await this.kill();
  }

  private async spawn(onSpawn: (pid: number) => void = () => undefined): Promise<void> {
    const { postgres, provider, broker } = this.edges;
    const started = await startHubProcess(
      {
        DATABASE_URL: postgres.url,
        PAYMENT_PROVIDER_URL: provider.url,
        ...(broker.length > 0 && { AMQP_URL: broker.map(({ url }) => url).join(',') }),
        COUNTERSIGN_ROLES: this.role,
        COUNTERSIGN_PORT: String(this.port),
        ...this.plan.environment,
        ...(this.plan.clockFile !== undefined && {
          NODE_OPTIONS: `--import ${SKEWED_CLOCK}`,
          FAULTS_CLOCK_FILE: this.plan.clockFile,
        }),
      },
      {
        ...(this.entry !== undefined && { entry: this.entry }),
        onLine: (line) => this.plan.keep(line),
        onSpawn: (pid) => {
          void this.plan.guard(pid);
          onSpawn(pid);
        },
      },
    );
    this.process = started;
    void started.ended.then((code) => {
      if (this.process !== started) return;
      this.process = undefined;
      this.plan.keep(`${this.mayEnd ? 'Ended' : 'ENDED BY ITSELF'} with ${code}`);
    });
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const { process: killed } = this;
    this.process = undefined;
    await killed?.kill();
  }

  /** SIGTERM. @returns its exit code */
  async stop(): Promise<number | null> {
    const { process: stopped } = this;
    this.process = undefined;
    return stopped ? stopped.stop() : null;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(this.pid, name);
  }

  /** Its wall clock is this much ahead of the real one from now on, or behind it. */
  async setClock(aheadMs: number): Promise<void> {
    if (this.plan.clockFile === undefined) throw new Error(`The clock of ${this.name} cannot be set`);
    await writeFile(this.plan.clockFile, String(aheadMs));
  }

  heal(): void {
    for (const line of this.lines) line.heal();
  }

  async close(): Promise<void> {
    await this.kill();
    await Promise.all(this.lines.map((line) => line.close()));
  }
}
