import { execFile } from 'node:child_process';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openTestScratch, type TestScratch } from '#testing/servers';

const run = promisify(execFile);

export type Disk = 'data' | 'wal';

const SIZES: Readonly<Record<Disk, string>> = { data: '384m', wal: '192m' };
/** So that PostgreSQL fits on them as long as they are not filled on purpose. */
export const SMALL_WAL = { max_wal_size: '64MB', min_wal_size: '32MB' } as const;

/** Two small disks in memory: one for a database's data, one for its write-ahead log. */
export class SmallDisks {
  private constructor(private readonly folder: string) {}

  /** Whether this process may mount. */
  static async areAllowed(): Promise<boolean> {
    const scratch = await openTestScratch('mount');
    try {
      await (await SmallDisks.mount(scratch)).unmount();
      return true;
    } catch {
      return false;
    } finally {
      await scratch.close();
    }
  }

  /** @throws Error where this process may not mount */
  static async mount(scratch: Pick<TestScratch, 'folder' | 'mount'>): Promise<SmallDisks> {
    const disks = new SmallDisks(scratch.folder);
    for (const disk of ['data', 'wal'] as const) {
      await mkdir(disks.path(disk), { recursive: true });
      scratch.mount(disks.path(disk));
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZES[disk]},mode=711`, 'faults', disks.path(disk)]);
    }
    return disks;
  }

  path(disk: Disk): string {
    return join(this.folder, `disk-${disk}`);
  }

  /** Moves the log of a database that is stopped to the disk for it. @param dataFolder what PostgreSQL calls PGDATA */
  async takeWal(dataFolder: string): Promise<void> {
    const [from, to] = [join(dataFolder, 'pg_wal'), join(this.path('wal'), 'pg_wal')];
    await run('cp', ['-a', from, to]);
    await rm(from, { recursive: true });
    await run('ln', ['-s', to, from]);
  }

  /** Nothing more fits on it. */
  async fill(disk: Disk): Promise<void> {
    const { bavail, bsize } = await statfs(this.path(disk));
    const ballast = await open(join(this.path(disk), 'ballast'), 'w');
    try {
      const block = Buffer.alloc(bsize * 256);
      for (let left = bavail * bsize; left > 0; left -= block.length) await ballast.write(block);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      await ballast.close();
    }
  }

  /** There is room again. */
  async makeRoom(disk: Disk): Promise<void> {
    await rm(join(this.path(disk), 'ballast'), { force: true });
  }

  async unmount(): Promise<void> {
    for (const disk of ['data', 'wal'] as const) await run('umount', ['-l', this.path(disk)]);
  }
}
