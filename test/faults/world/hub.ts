import { type HubProcess, startHubProcess } from '#testing/hub';
import { type Line, openLine } from '#testing/servers';
import { findFreePort } from '#adapters/postgres/embedded';

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
  keep(line: string): void;
  /** Told of each process, so that none outlives this one. */
  guard(pid: number): Promise<void>;
}

/** A place for a hub process: whoever dies here is followed by another one with the same addresses. */
export class Hub {
  readonly name: string;
  readonly role: 'http' | 'workers';
  private process: HubProcess | undefined;
  private extra: Readonly<Record<string, string>> = {};
  /** How often a process was started here. */
  starts = 0;

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

  get runs(): boolean {
    return this.process !== undefined;
  }

  /** Resolves when it is ready. @param environment for this process, beyond the plan's */
  async start(environment: Readonly<Record<string, string>> = this.extra): Promise<void> {
    const { postgres, provider, broker } = this.edges;
    this.extra = environment;
    this.starts += 1;
    const started = await startHubProcess(
      {
        DATABASE_URL: postgres.url,
        PAYMENT_PROVIDER_URL: provider.url,
        ...(broker.length > 0 && { AMQP_URL: broker.map(({ url }) => url).join(',') }),
        COUNTERSIGN_ROLES: this.role,
        COUNTERSIGN_PORT: String(this.port),
        ...this.plan.environment,
        ...environment,
      },
      { onLine: (line) => this.plan.keep(line), onSpawn: (pid) => void this.plan.guard(pid) },
    );
    this.process = started;
    void started.ended.then((code) => {
      if (this.process !== started) return;
      this.process = undefined;
      this.plan.keep(`ENDED BY ITSELF with ${code}`);
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

  async close(): Promise<void> {
    await this.kill();
    await Promise.all(this.lines.map((line) => line.close()));
  }
}
