import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NotThere } from './options.js';

/** @returns the key that a hub on this machine has made for development. @throws NotThere when there is none */
export async function developmentKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'development-key');
  try {
    return `csk_development_${(await readFile(file, 'utf8')).trim()}`;
  } catch {
    throw new NotThere(
      `There is no development key at ${file}.\n` +
        'Start the hub from this folder (npm start), or say COUNTERSIGN_KEY or COUNTERSIGN_DATA_DIR.',
    );
  }
}
