import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PATIENCE_MS = 25_000;

/** One of the programs that the demo starts: its output is kept in a file. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    /** What it printed until it was ready. */
    readonly greeting: string,
  ) {}

  /**
   * Starts a built program and waits until it has printed this.
   * @throws Error with its last words when it ends before
   */
  static async start(
    name: string,
    { entry, args, environment, folder, ready }: ProgramOptions,
  ): Promise<Program> {
    const child = spawn(process.execPath, [entry, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(folder, `${name}.log`));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return new Program(child, await greetingOf(name, child, ready));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const insist = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
      this.child.once('exit', () => {
        clearTimeout(insist);
        resolve();
      });
      this.child.kill('SIGTERM');
    });
  }
}

interface ProgramOptions {
  readonly entry: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly ready: RegExp;
}

async function greetingOf(name: string, child: ChildProcess, ready: RegExp): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error(`${name} has no output`);
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`${name} ended with ${code} before it was ready; see its log`)),
    );
  });
  let said = '';
  const reading = (async () => {
    for await (const line of createInterface({ input: stdout })) {
      said += `${line}\n`;
      if (ready.test(said)) return said;
    }
    throw new Error(`${name} ended before it was ready`);
  })();
  return Promise.race([reading, ended]);
}
