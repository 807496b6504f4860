import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processStart } from '#adapters/postgres/embedded';

/** Names the process of a test run to its workers: pid and start. */
export const testRunVariable = 'COUNTERSIGN_TEST_RUN';

/** Ends what this process started for tests, also when this process is interrupted or killed. */
export interface Guard {
  /** `pid` must be a process that this process started. */
  process(pid: number): Promise<void>;
  folder(path: string): void;
  /** A network namespace, which is removed after all processes have ended. */
  namespace(name: string): void;
  /** A place where a disk is mounted, which is unmounted after all processes have ended. */
  mount(path: string): void;
  /** Ends and removes everything now, and waits for it. */
  close(): Promise<void>;
}

function reaperCommand(): string[] {
  const sources = import.meta.url.endsWith('.ts');
  const reaper = fileURLToPath(new URL(sources ? 'reaper.ts' : 'reaper.js', import.meta.url));
  const typescript = new URL('../../../scripts/jest/register-typescript.mjs', import.meta.url).href;
  return sources ? ['--import', typescript, reaper] : [reaper];
}

async function identityOf(pid: number): Promise<{ pid: number; started: string | undefined }> {
  return { pid, started: await processStart(pid) };
}

/** Lets the workers of this run know whose they are. */
export async function announceRun(): Promise<void> {
  process.env[testRunVariable] = JSON.stringify(await identityOf(process.pid));
}

export async function openGuard(): Promise<Guard> {
  const child = spawn(process.execPath, reaperCommand(), {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    // The options of the process under test (Jest's, a debugger's) are not for this one.
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  });
  child.unref();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const tell = (what: object): void => void child.stdin.write(`${JSON.stringify(what)}\n`);
  const run: unknown = JSON.parse(process.env[testRunVariable] ?? 'null');
  if (run !== null) tell({ run, worker: await identityOf(process.pid) });
  return {
    async process(pid) {
      tell(await identityOf(pid));
    },
    folder(path) {
      tell({ folder: path });
    },
    namespace(name) {
      tell({ namespace: name });
    },
    mount(path) {
      tell({ mount: path });
    },
    async close() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
