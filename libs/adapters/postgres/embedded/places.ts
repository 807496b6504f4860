import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The folder of the project that this file belongs to, whether it runs from the sources or from dist. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new EmbeddedPostgresError(`No package.json above ${import.meta.url}`);
    folder = parent;
  }
  return realpathSync(folder);
}

/**
 * Another user of this machine could have made the folder first, to plant binaries that we would run or to read
 * our data: it must be ours alone to write.
 */
async function claimFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new EmbeddedPostgresError(`${folder} belongs to another user; remove it and start again`);
  }
  await chmod(folder, 0o755);
}

/**
 * Where root keeps what the PostgreSQL user must reach. The project itself may lie below a home of mode 700,
 * which that user cannot enter.
 */
export async function sharedFolder(): Promise<string> {
  const lasting = '/var/lib/countersign';
  try {
    await claimFolder(lasting);
    return lasting;
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    const passing = join(tmpdir(), 'countersign');
    await claimFolder(passing);
    return passing;
  }
}

/** The default folder of the database: one per project folder. */
export const defaultDataDir = (asRoot: boolean): Promise<string> => placeFor(asRoot, ['postgres']);

/** A folder for the data of a database, such as `stores`, `main-street`, `postgres`, that the PostgreSQL user can reach. */
export const dataPlace = (...path: [string, ...string[]]): Promise<string> =>
  placeFor(process.getuid?.() === 0, path);

async function placeFor(asRoot: boolean, path: readonly string[]): Promise<string> {
  const project = projectFolder();
  if (!asRoot) return join(project, '.data', ...path);
  const name = createHash('sha256').update(project).digest('hex').slice(0, 12);
  return join(await sharedFolder(), name, ...path);
}
