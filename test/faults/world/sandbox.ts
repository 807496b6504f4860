import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '#adapters/postgres/embedded';
import { SandboxLedger } from '#contexts/payments';

const ENTRY = join('dist', 'apps', 'payment-sandbox', 'main.js');

/** The payment provider: a process of its own with a journal, so that it forgets nothing. */
export class Sandbox {
  readonly url: string;
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly journal: string,
    private readonly guard: (pid: number) => Promise<void>,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(journal: string, guard: (pid: number) => Promise<void>): Promise<Sandbox> {
    const sandbox = new Sandbox(await findFreePort(), journal, guard);
    await sandbox.start();
    return sandbox;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [ENTRY], {
      env: { PAYMENT_SANDBOX_PORT: String(this.port), PAYMENT_SANDBOX_JOURNAL: this.journal },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.pid !== undefined) await this.guard(child.pid);
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes(this.url)) break;
    }
    child.stdout.resume();
    this.child = child;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** `hang` leaves all requests unanswered and not applied, until it is `normal` again. */
  async behave(mode: 'hang' | 'normal'): Promise<void> {
    await fetch(`${this.url}/control`, { method: 'POST', body: JSON.stringify({ mode }) });
  }

  /** What the provider itself says it has done. */
  async ledger(): Promise<SandboxLedger> {
    const answer = await fetch(`${this.url}/ledger`);
    return SandboxLedger.parse(await answer.json());
  }
}
