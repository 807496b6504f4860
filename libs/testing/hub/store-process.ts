import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const ENTRY = join('dist', 'apps', 'store', 'main.js');
const LAST_LINES = 40;

/** A store's node, the real program, as a child process. */
export interface StoreProcess {
  readonly pid: number;
  readonly url: string;
  /** SIGTERM, and what it answers with. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** The last lines of its output, for messages. */
  output(): string;
}

export interface StoreProcessOptions {
  readonly name: string;
  /** Where its hub is; it knows that after the first start. */
  readonly hub: string;
  readonly folder: string;
  readonly tillKey: string;
  readonly code: string;
  /** Told as soon as the process is there, long before it is ready. */
  readonly onSpawn?: (pid: number) => void;
}

/**
 * Starts `dist/apps/store/main.js` and waits until it listens.
 * @throws Error with its last lines when it ends before that
 */
export async function startStoreProcess(options: StoreProcessOptions): Promise<StoreProcess> {
  const { name, hub, folder, tillKey, code, onSpawn } = options;
  const flags = { name, hub, code, data: folder, port: '0' };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', COUNTERSIGN_TILL_KEY: tillKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => void child.once('exit', resolve));
  const listens = new Promise<string>((resolve) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        if (lines.length > LAST_LINES) lines.shift();
        const [, url] = / listens on (http:\S+)$/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
    }
  });
  const output = (): string => lines.join('\n');
  const failed = ended.then((exit) => {
    throw new Error(`The node of ${name} ended with ${exit} before it was ready:\n${output()}`);
  });
  const url = await Promise.race([listens, failed]);
  failed.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    url,
    output,
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
