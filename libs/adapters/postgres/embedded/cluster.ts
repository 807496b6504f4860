import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BinariesFolder } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { RunAs } from './run-as.js';

export const superuser = 'countersign';

/** A database cluster on disk. */
export interface Cluster {
  /** What PostgreSQL calls PGDATA. */
  readonly folder: string;
  readonly password: string;
}

/** The caller's PG* variables and locale must not leak into the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };
}

export function identityOf(runAs: RunAs | undefined): { uid?: number; gid?: number } {
  return runAs === undefined ? {} : { uid: runAs.uid, gid: runAs.gid };
}

async function runInitdb(
  binaries: BinariesFolder,
  runAs: RunAs | undefined,
  folder: string,
  passwordFile: string,
): Promise<void> {
  const child = spawn(
    join(binaries, 'bin', 'initdb'),
    [
      `--pgdata=${folder}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--data-checksums',
    ],
    { ...identityOf(runAs), cwd: folder, env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `ended with ${code ?? signal}`));
  });
  const [failure, complaints] = await Promise.all([ended, text(child.stderr)]);
  if (failure) throw new Error(`initdb ${failure}: ${complaints.trim()}`);
}

/** The cluster appears under its name only when complete, so an interrupted start leaves nothing half made. */
async function createCluster(
  binaries: BinariesFolder,
  runAs: RunAs | undefined,
  dataDir: string,
): Promise<void> {
  const draft = join(dataDir, 'data.new');
  const passwordForInitdb = join(dataDir, 'password.initdb');
  const password = randomBytes(24).toString('hex');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  try {
    await writeFile(join(dataDir, 'password'), password, { mode: 0o600 });
    await writeFile(passwordForInitdb, password, { mode: 0o600 });
    if (runAs !== undefined) {
      await chown(draft, runAs.uid, runAs.gid);
      await chown(passwordForInitdb, runAs.uid, runAs.gid);
    }
    await runInitdb(binaries, runAs, draft, passwordForInitdb);
    await rename(draft, join(dataDir, 'data'));
  } catch (cause) {
    const who = runAs === undefined ? '' : ` as user "${runAs.name}"`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EmbeddedPostgresError(`Could not create a PostgreSQL database in ${dataDir}${who}: ${why}`, {
      cause,
    });
  } finally {
    await rm(passwordForInitdb, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** Opens the cluster below `dataDir`, or creates it there. */
export async function openCluster(
  binaries: BinariesFolder,
  runAs: RunAs | undefined,
  dataDir: string,
): Promise<Cluster> {
  const folder = join(dataDir, 'data');
  if (!(await stat(folder).catch(() => undefined))) await createCluster(binaries, runAs, dataDir);
  try {
    return { folder, password: (await readFile(join(dataDir, 'password'), 'utf8')).trim() };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The database in ${folder} exists, but its password in ${join(dataDir, 'password')} cannot be read`,
      { cause },
    );
  }
}
