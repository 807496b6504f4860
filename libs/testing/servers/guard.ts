import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processStart } from '#adapters/postgres/embedded';

/** Ends what this process started for tests, also when this process is interrupted or killed. */
export interface Guard {
  /** `pid` must be a process that this process started. */
  process(pid: number): Promise<void>;
  folder(path: string): void;
  /** Ends and removes everything now, and waits for it. */
  close(): Promise<void>;
}

function reaperCommand(): string[] {
  const sources = import.meta.url.endsWith('.ts');
  const reaper = fileURLToPath(new URL(sources ? 'reaper.ts' : 'reaper.js', import.meta.url));
  const typescript = new URL('../../../scripts/jest/register-typescript.mjs', import.meta.url).href;
  return sources ? ['--import', typescript, reaper] : [reaper];
}

export function openGuard(): Guard {
  const child = spawn(process.execPath, reaperCommand(), {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    // The options of the process under test (Jest's, a debugger's) are not for this one.
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  });
  child.unref();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const tell = (what: object): void => void child.stdin.write(`${JSON.stringify(what)}\n`);
  return {
    async process(pid) {
      tell({ pid, started: await processStart(pid) });
    },
    folder(path) {
      tell({ folder: path });
    },
    async close() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
