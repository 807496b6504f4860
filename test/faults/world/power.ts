import { execFile } from 'node:child_process';
import { mkdir, readdir, readlink, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '#testing';
import { openTestScratch, type TestScratch } from '#testing/servers';

const run = promisify(execFile);

const SIZE = '1g';
/** Node has no ioctl. The file system drops what is not on the disk yet, its own log too, and takes nothing more. */
const CUT = `open(my $disk, "<", $ARGV[0]) or die $!; my $how = pack("L", 2); ioctl($disk, 0x8004587D, $how) or die $!`;
/** A process that was killed leaves the disk a moment later. */
const LEFT_MS_MAX = 60_000;

/** A disk whose power can be cut: a file system of its own in a file, which loses all that nobody has flushed. */
export class PoweredDisk {
  readonly path: string;

  private constructor(
    private readonly image: string,
    folder: string,
  ) {
    this.path = join(folder, 'powered-disk');
  }

  /** Whether this process may mount such a disk, and cut its power. */
  static async isAllowed(): Promise<boolean> {
    const scratch = await openTestScratch('power');
    try {
      const disk = await PoweredDisk.mount(scratch, '8m');
      await disk.cut().finally(() => disk.unmount());
      return true;
    } catch {
      return false;
    } finally {
      await scratch.close();
    }
  }

  /** @throws Error where this process may not mount */
  static async mount(scratch: Pick<TestScratch, 'folder' | 'mount'>, size = SIZE): Promise<PoweredDisk> {
    const disk = new PoweredDisk(join(scratch.folder, 'powered-disk.ext4'), scratch.folder);
    await mkdir(disk.path, { recursive: true });
    scratch.mount(disk.path);
    await run('truncate', ['-s', size, disk.image]);
    await run('mkfs.ext4', ['-q', disk.image]);
    await disk.mountAgain();
    return disk;
  }

  /** Moves the data of a database that is stopped to it. @param dataFolder what PostgreSQL calls PGDATA */
  async take(dataFolder: string): Promise<void> {
    await run('cp', ['-a', dataFolder, join(this.path, 'data')]);
    await rename(dataFolder, `${dataFolder}.before`);
    await rm(`${dataFolder}.before`, { recursive: true });
    await run('ln', ['-s', join(this.path, 'data'), dataFolder]);
    await run('sync', ['-f', this.path]);
  }

  /** What is not on the disk by now is gone; whoever writes to it gets an error. */
  async cut(): Promise<void> {
    await run('perl', ['-e', CUT, this.path]);
  }

  /** Power again, after those who used the disk have ended: the file system finds what it has kept. */
  async restore(): Promise<void> {
    await this.unmount();
    await this.mountAgain();
  }

  async unmount(): Promise<void> {
    await eventually(
      async () => {
        await this.endUsers();
        await run('umount', [this.path]);
      },
      () => true,
      { withinMs: LEFT_MS_MAX, everyMs: 20 },
    );
  }

  /**
   * No process outlives the power. One of PostgreSQL's can outlive its server: it waits without end for a lock
   * that another one had when the disk failed it.
   */
  private async endUsers(): Promise<void> {
    const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid));
    for (const pid of pids) {
      const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      if (folder.startsWith(this.path)) process.kill(pid, 'SIGKILL');
    }
  }

  private async mountAgain(): Promise<void> {
    await run('mount', ['-t', 'ext4', '-o', 'loop', this.image, this.path]);
  }
}
