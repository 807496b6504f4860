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

export interface StoreProcessOptions {
  readonly name: string;
  readonly folder: string;
  /** Where its hub is; it knows that after the first start. */
  readonly hub?: string;
  /** Needed once. */
  readonly code?: string;
  /** Where tills find it: on this machine only, by default. */
  readonly host?: string;
  /** Any free one, by default. */
  readonly port?: number;
  /** Other nodes that it can see: http://host:port */
  readonly neighbours?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A program, with its arguments, that becomes the node: `nsenter …`. */
  readonly launcher?: readonly string[];
  /** Told as soon as the process is there, long before it is ready. */
  onSpawn(pid: number): Promise<void>;
}

/**
 * Starts `dist/apps/store/main.js` and waits until tills can call it.
 * @throws Error with its last lines when it ends before that
 */
export async function startStoreProcess(options: StoreProcessOptions): Promise<StoreProcess> {
  if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: npm run build makes it`);
  const { name, folder, hub, code, host, port = 0, neighbours = [], environment, launcher = [] } = options;
  const flags = { name, data: folder, port: String(port), hub, code, host };
  const args = [...Object.entries(flags), ...neighbours.map((url) => ['neighbour', url] as const)].flatMap(
    ([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]),
  );
  const [program = process.execPath, ...before] = [...launcher, process.execPath, ENTRY, ...args];
  const child = spawn(program, before, {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
  };
  const ended = new Promise<number | null>((resolve) => child.once('exit', (exit) => resolve(exit)));
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
  await options.onSpawn(child.pid ?? 0);
  const failed = ended.then((exit): never => {
    throw new Error(`The node of ${name} ended with ${exit} before it was ready:\n${lines.join('\n')}`);
  });
  const { url, tillKey } = await Promise.race([ready, failed]);
  failed.catch(() => undefined);
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
