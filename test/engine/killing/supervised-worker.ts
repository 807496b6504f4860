import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ENTRY = join('dist', 'test', 'engine', 'killing', 'main.js');
/** Long: a machine that is busy is not a process that hangs. */
const SILENCE_MS_MAX = 20_000;
/** What is to run out of it does so soon. */
const MEMORY = '--max-old-space-size=96';

/** As under a supervisor: what ends is started again, and what gives no sign of life is ended. */
export class SupervisedWorker {
  deaths = 0;
  private worker: ChildProcess | undefined;
  private isOver = false;

  constructor(private readonly program: readonly string[]) {
    if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: npm run build makes it`);
  }

  start(): void {
    const worker = spawn(process.execPath, [MEMORY, ENTRY, ...this.program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const tooSilent = setTimeout(() => worker.kill('SIGKILL'), SILENCE_MS_MAX);
    worker.stdout.on('data', () => tooSilent.refresh());
    worker.once('exit', () => {
      clearTimeout(tooSilent);
      if (this.isOver) return;
      this.deaths += 1;
      this.start();
    });
    this.worker = worker;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    const ended = new Promise((resolve) => this.worker?.once('exit', resolve));
    if (this.worker?.kill('SIGKILL')) await ended;
  }
}
