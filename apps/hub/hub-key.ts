import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSigner, newPrivateKey } from '#adapters/crypto';
import type { Signer } from '#kernel';

/**
 * The key that signs what the hub tells stores: the configured one, or one that was made once and is kept in this file.
 * @throws TypeError when it is no Ed25519 key
 */
export async function hubSigner(configured: string | undefined, file: string): Promise<Signer> {
  return createSigner(configured ?? (await readOrMake(file)));
}

async function readOrMake(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, newPrivateKey(), { mode: 0o600, flag: 'wx' }).catch(alreadyMade);
    return readFile(file, 'utf8');
  }
}

/** Two processes may start at once: the first to write decides. */
function alreadyMade(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
