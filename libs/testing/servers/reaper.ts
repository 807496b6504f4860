import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { processStart } from '#adapters/postgres/embedded';

/**
 * A process of its own that outlives the one which started it: when that one ends, in whatever way, what it
 * left running is ended and what it left on disk is removed. It is told on stdin, a JSON line for each:
 * `{"pid", "started"}` or `{"folder"}`.
 */
const guarded = new Map<number, string>();
const folders = new Set<string>();

function remember(line: string): void {
  const told: unknown = JSON.parse(line);
  if (typeof told !== 'object' || told === null) return;
  if ('folder' in told) folders.add(String(told.folder));
  if ('pid' in told && 'started' in told) guarded.set(Number(told.pid), String(told.started));
}

async function end(pid: number, started: string): Promise<void> {
  while ((await processStart(pid)) === started) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      return;
    }
    await pause(20);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
for await (const line of createInterface({ input: process.stdin })) remember(line);
await Promise.all([...guarded].map(([pid, started]) => end(pid, started)));
await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 10 })));
