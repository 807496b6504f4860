import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processStart } from '#adapters/postgres/embedded';

/**
 * A process of its own that outlives the one which started it: when that one ends, in whatever way, what it
 * left running is ended and what it left on disk is removed. It is told on stdin, a JSON line for each:
 * `{"pid", "started"}`, `{"folder"}`, `{"namespace"}`, `{"mount"}`, or `{"run": {"pid", "started"}, "worker": {"pid", "started"}}`.
 */
const guarded = new Map<number, string>();
const folders = new Set<string>();
const namespaces = new Set<string>();
const mounts = new Set<string>();
const told = createInterface({ input: process.stdin });

interface Identity {
  readonly pid: number;
  readonly started: string;
}

function isIdentity(value: unknown): value is Identity {
  return typeof value === 'object' && value !== null && 'pid' in value && 'started' in value;
}

async function isAlive({ pid, started }: Identity): Promise<boolean> {
  return (await processStart(pid)) === started;
}

/** A worker of Jest goes on with its spec file when its run was killed: then it is one more thing left over. */
async function follow(run: Identity, worker: Identity): Promise<void> {
  while (await isAlive(run)) await pause(500, undefined, { ref: false });
  guarded.set(worker.pid, worker.started);
  told.close();
}

function remember(line: string): void {
  const what: unknown = JSON.parse(line);
  if (typeof what !== 'object' || what === null) return;
  if ('folder' in what) folders.add(String(what.folder));
  if ('namespace' in what) namespaces.add(String(what.namespace));
  if ('mount' in what) mounts.add(String(what.mount));
  if (isIdentity(what)) guarded.set(what.pid, what.started);
  if ('run' in what && 'worker' in what && isIdentity(what.run) && isIdentity(what.worker)) {
    void follow(what.run, what.worker);
  }
}

async function end(left: Identity): Promise<void> {
  while (await isAlive(left)) {
    try {
      process.kill(left.pid, 'SIGKILL');
    } catch {
      return;
    }
    await pause(20);
  }
}

/** Its links go with it. One that its owner has removed is not there any more. */
const removeNamespace = (name: string): Promise<unknown> =>
  promisify(execFile)('ip', ['netns', 'delete', name]).catch(() => undefined);

/** Whoever still uses it keeps it until that ends. One that its owner has unmounted is not there any more. */
const unmount = (path: string): Promise<unknown> =>
  promisify(execFile)('umount', ['-l', path]).catch(() => undefined);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
for await (const line of told) remember(line);
await Promise.all([...guarded].map(([pid, started]) => end({ pid, started })));
await Promise.all([...namespaces].map(removeNamespace));
await Promise.all([...mounts].map(unmount));
await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 10 })));
process.exit();
