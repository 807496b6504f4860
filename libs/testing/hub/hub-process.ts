import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ENTRY = join('dist', 'apps', 'hub', 'main.js');
const LAST_LINES = 40;

/** The real program as a child process. */
export interface HubProcess {
  readonly pid: number;
  /** Where its API listens; empty for a process that only works. */
  readonly url: string;
  /** Where its health and its metrics are. */
  readonly probesUrl: string;
  /** SIGTERM, and what it answers with. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** The last lines of its output, for messages. */
  output(): string;
  /** Resolves with its exit code when it has ended, for whatever reason; null after a signal. */
  readonly ended: Promise<number | null>;
}

export interface HubProcessOptions {
  /** Told each line of its output. */
  readonly onLine?: (line: string) => void;
  /** The built program, this one's hub by default. */
  readonly entry?: string;
  /** Told as soon as the process is there, long before it is ready. */
  readonly onSpawn?: (pid: number) => void;
}

/**
 * Starts `dist/apps/hub/main.js` and waits until it says that it is ready.
 * @throws Error with its last lines when it ends before that
 */
export async function startHubProcess(
  environment: Readonly<Record<string, string>>,
  { onLine, onSpawn, entry = ENTRY }: HubProcessOptions = {},
): Promise<HubProcess> {
  if (!existsSync(entry)) throw new Error(`${entry} is missing: npm run build makes it`);
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', COUNTERSIGN_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    onLine?.(line);
    if (lines.length > LAST_LINES) lines.shift();
  };
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  createInterface({ input: child.stderr }).on('line', keep);
  const ready = readyLine(child, keep);
  const { url, probesUrl } = await Promise.race([ready, ended.then((code) => failedStart(code, lines))]);
  return {
    pid: child.pid ?? 0,
    url,
    probesUrl,
    output: () => lines.join('\n'),
    ended,
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface Places {
  readonly url: string;
  readonly probesUrl: string;
}

/** Resolves with where the program says that it is. */
function readyLine(child: ChildProcess, keep: (line: string) => void): Promise<Places> {
  return new Promise((resolve) => {
    if (!child.stdout) throw new Error('The hub has no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line);
      const [, doing, at] =
        /^Countersign (listens on|works; its health is at) (http:..[^/]+)/.exec(line) ?? [];
      if (at !== undefined) resolve({ url: doing === 'listens on' ? at : '', probesUrl: at });
    });
  });
}

function failedStart(code: number | null, lines: readonly string[]): never {
  throw new Error(`The hub ended with ${code} before it was ready:\n${lines.join('\n')}`);
}
