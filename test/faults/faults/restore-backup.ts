import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { recovered } from '../world/recovery.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const run = promisify(execFile);

/** Files that come and go while they are copied are the server's business: its log says what was in them. */
const COPY = `set -o pipefail; tar -C "$0" --exclude=./pg_wal/* --exclude=./postmaster.* \
  --warning=no-file-changed --warning=no-file-removed -cf - . | tar -C "$1" -xpf - || [ "\${PIPESTATUS[0]}" = 1 ]`;

const TIMELINE = 'select timeline_id as timeline from pg_control_checkpoint()';

/** A copy of the data that was taken while trade went on takes their place, and the log brings it up to date. */
export const restoreBackup: Fault = {
  id: 'N25',
  name: 'data of PostgreSQL lost, restored from a copy and the log since',
  worlds: ['postgres', 'rabbit'],
  leastCount: 10,
  perRound: 5,
  async strike(world) {
    const data = join(world.postgres.dataDir, 'data');
    const copy = join(world.postgres.dataDir, 'copy');
    const log = join(world.postgres.dataDir, `log-${Date.now()}`);
    // Instead of an archive: nothing that the copy needs is thrown away.
    await world.sql(`alter system set wal_keep_size = '8GB'`);
    await world.sql('select pg_reload_conf()');
    await copyData(world, data, copy);
    // So that there is something that the copy does not know.
    await recovered(world);
    const [before] = await world.sql<{ timeline: number }>(TIMELINE);

    await world.postgres.kill();
    // It may be on another disk.
    await run('mv', [join(data, 'pg_wal'), log]);
    await rm(data, { recursive: true });
    await appendFile(join(copy, 'postgresql.auto.conf'), `restore_command = 'cp "${log}/%f" "%p"'\n`);
    await give(copy, 'recovery.signal', '');
    await rename(copy, data);
    await world.startPostgres();
    await recovered(world);

    const [after] = await world.sql<{ timeline: number }>(TIMELINE);
    await world.sql('checkpoint');
    await rm(log, { recursive: true });
    if (before && after && after.timeline <= before.timeline) throw new Error('Nothing was restored');
    return ['restored'];
  },
};

async function copyData(world: World, data: string, copy: string): Promise<void> {
  const client = new Client({ connectionString: world.postgres.url, application_name: 'somebody else' });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('N25', true)`);
    const { uid, gid } = await stat(data);
    await mkdir(copy, { mode: 0o700 });
    await chown(copy, uid, gid);
    await run('bash', ['-c', COPY, data, copy]);
    const { rows } = await client.query<{ label: string }>(
      'select labelfile as label from pg_backup_stop(false)',
    );
    await give(copy, 'backup_label', rows[0]?.label ?? '');
  } finally {
    await client.end();
  }
}

/** A file that the server may read, and remove. */
async function give(folder: string, name: string, text: string): Promise<void> {
  const { uid, gid } = await stat(folder);
  await writeFile(join(folder, name), text, { mode: 0o600 });
  await chown(join(folder, name), uid, gid);
}
