import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { processCommand } from './process-identity.js';
import { hasCode } from './system-error.js';

const stopWithinMs = 60_000;

async function serverOf(cluster: string, pid: number): Promise<boolean> {
  const command = await processCommand(pid);
  return command !== undefined && command.includes('postgres') && command.includes(cluster);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/**
 * A process that was killed leaves its server running, and a server that was killed leaves its pid file behind.
 * Stops the one, removes the other; a pid that now belongs to something else is left alone.
 */
export async function removeLeftovers(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  if (!(await serverOf(cluster, pid))) {
    await rm(pidFile, { force: true });
    return;
  }
  signal(pid, 'SIGINT');
  const deadline = performance.now() + stopWithinMs;
  while (await serverOf(cluster, pid)) {
    if (performance.now() > deadline) {
      throw new EmbeddedPostgresError(
        `A PostgreSQL of an earlier run (process ${pid}, data in ${cluster}) does not stop`,
      );
    }
    await pause(25);
  }
}
