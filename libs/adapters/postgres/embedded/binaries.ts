import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { hasCode } from './system-error.js';

/** A folder with bin/, lib/ and share/ of a PostgreSQL that can be run. */
export type BinariesFolder = string;

interface Packaged {
  readonly version: string;
  readonly folder: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function findPackaged(): Promise<Packaged> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const owner = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(owner).resolve(name)));
    const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) {
      throw new Error('its package.json has no version');
    }
    return { version: String(manifest.version), folder: join(root, 'native') };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The package ${name} with the PostgreSQL binaries is not installed; run "npm ci" (without --omit=optional), ` +
        'or set DATABASE_URL to a server that is already there.',
      { cause },
    );
  }
}

function isLink(value: unknown): value is Link {
  return typeof value === 'object' && value !== null && 'source' in value && 'target' in value;
}

/** npm packages cannot hold symbolic links: the package lists them, and its install script may not have run. */
async function makeLinks(folder: BinariesFolder): Promise<void> {
  const listed: unknown = JSON.parse(
    await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  const links = Array.isArray(listed) ? listed.filter(isLink) : [];
  for (const { source, target } of links) {
    const at = join(folder, '..', target);
    if (await stat(at).catch(() => undefined)) continue;
    await symlink(basename(source), at).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

async function makeRunnable(folder: BinariesFolder): Promise<void> {
  const bin = join(folder, 'bin');
  for (const name of await readdir(bin)) {
    const file = join(bin, name);
    const { mode } = await stat(file);
    if ((mode & 0o111) !== 0o111) await chmod(file, 0o755);
  }
  await makeLinks(folder);
}

/** Whatever umask or npm gave the files, the user that runs PostgreSQL must be able to read them. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

/** Complete or absent: a copy that was interrupted is never taken for a whole one. */
async function copyOnce(packaged: Packaged, parent: string): Promise<BinariesFolder> {
  const copy = join(parent, `postgresql-${packaged.version}`, 'native');
  if (await stat(copy).catch(() => undefined)) return copy;
  const draft = join(parent, `.postgresql-${packaged.version}.${randomUUID()}`);
  await mkdir(parent, { recursive: true });
  try {
    await cp(packaged.folder, join(draft, 'native'), {
      recursive: true,
      filter: async (path) => !(await lstat(path)).isSymbolicLink(),
    });
    await openToAll(draft);
    await makeRunnable(join(draft, 'native'));
    await rename(draft, dirname(copy));
  } catch (error) {
    // Another process finished the same copy first.
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return copy;
}

/**
 * The PostgreSQL of the installed npm package, ready to run.
 * @param copyTo when given, a copy below this folder is used instead of the package itself.
 * @param readOnlyCopyTo where to copy when the package needs repair and cannot be written.
 */
export async function prepareBinaries(options: {
  readonly copyTo?: string;
  readonly readOnlyCopyTo: string;
}): Promise<BinariesFolder> {
  const packaged = await findPackaged();
  if (options.copyTo !== undefined) return copyOnce(packaged, options.copyTo);
  try {
    await makeRunnable(packaged.folder);
    return packaged.folder;
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
    return copyOnce(packaged, options.readOnlyCopyTo);
  }
}
