import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { processStart } from './process-identity.js';
import { hasCode } from './system-error.js';

interface Owner {
  readonly pid: number;
  readonly started: string | undefined;
}

function readOwner(text: string): Owner | undefined {
  const [pid, started] = text.split('\n');
  return pid === undefined || !/^\d+$/.test(pid) ? undefined : { pid: Number(pid), started };
}

async function livingOwner(file: string): Promise<Owner | undefined> {
  const owner = readOwner(await readFile(file, 'utf8').catch(() => ''));
  if (owner === undefined) return undefined;
  const started = await processStart(owner.pid);
  return started !== undefined && started === owner.started ? owner : undefined;
}

/**
 * One process at a time may run the database of a folder: whoever starts it also stops it, and must not do so
 * under another one. Returns the way to give the folder up.
 */
export async function claimDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'owner');
  const mine = `${process.pid}\n${await processStart(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(file, mine, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const owner = await livingOwner(file);
    if (owner !== undefined) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL in ${dataDir} is in use by process ${owner.pid}. ` +
          'Stop that process first; to run several on one database, give them a server by DATABASE_URL.',
      );
    }
    await rm(file, { force: true });
  }
  throw new EmbeddedPostgresError(`Could not claim ${dataDir}: another process keeps claiming it`);
}
