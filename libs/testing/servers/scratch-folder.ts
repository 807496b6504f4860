import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for servers of a test run, below the system's temporary folder if nobody says where; its name is short and telling. */
export async function makeScratchFolder(purpose: string, where = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(where, `countersign-${purpose}-`));
  // As root, PostgreSQL runs as another user who has to pass through it.
  await chmod(folder, 0o711);
  return folder;
}
