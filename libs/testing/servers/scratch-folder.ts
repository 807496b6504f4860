import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for servers of a test run, below the system's temporary folder; its name is short and telling. */
export async function makeScratchFolder(purpose: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `countersign-${purpose}-`));
  // As root, PostgreSQL runs as another user who has to pass through it.
  await chmod(folder, 0o711);
  return folder;
}
