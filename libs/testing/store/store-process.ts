import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ENTRY = join('dist', 'apps', 'store', 'main.js');
const LAST_LINES = 40;

export interface TillAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The node of a store, as a process of its own. */
export interface StoreProcess {
  readonly pid: number;
  readonly url: string;
  readonly tillKey: string;
  get(path: string): Promise<TillAnswer>;
  post(path: string, body: object): Promise<TillAnswer>;
  /** SIGTERM. @returns its exit code */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/**
 * Starts `dist/apps/store/main.js` with these arguments, and waits until tills can call it.
 * @param onSpawn told as soon as the process is there
 * @throws Error with its last lines when it ends before that
 */
export async function startStoreProcess(
  args: readonly string[],
  onSpawn: (pid: number) => Promise<void>,
): Promise<StoreProcess> {
  if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: npm run build makes it`);
  const child = spawn(process.execPath, [ENTRY, '--port', '0', ...args], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
  };
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  createInterface({ input: child.stderr }).on('line', keep);
  const ready = new Promise<{ url: string; tillKey: string }>((resolve) => {
    let url = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line);
      url = /listens on (http:..[^/]+)/.exec(line)?.[1] ?? url;
      const tillKey = /^Till key +(\S+)/.exec(line)?.[1];
      if (tillKey !== undefined) resolve({ url, tillKey });
    });
  });
  await onSpawn(child.pid ?? 0);
  const failed = ended.then((code): never => {
    throw new Error(`The node ended with ${code} before it was ready:\n${lines.join('\n')}`);
  });
  const { url, tillKey } = await Promise.race([ready, failed]);
  const call = async (path: string, init: RequestInit = {}): Promise<TillAnswer> => {
    const headers = { Authorization: `Bearer ${tillKey}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return {
    pid: child.pid ?? 0,
    url,
    tillKey,
    get: (path) => call(path),
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
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
