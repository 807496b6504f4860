import { createSigner, newPrivateKey } from '#adapters/crypto';
import { dataPlace } from '#adapters/postgres/embedded';
import type { Signer } from '#kernel';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderOf, InvalidOptions, type StoreOptions } from './options.js';

const DATA = join(dirname(fileURLToPath(import.meta.url)), '../../..', '.data');

/** Where a node keeps what must not be lost: its key, its books, and where its hub is. */
export interface StoreFolder {
  readonly folder: string;
  readonly postgres: string;
  readonly signer: Signer;
}

export async function openFolder({ name, data }: StoreOptions): Promise<StoreFolder> {
  const folder = data ?? join(DATA, 'stores', folderOf(name));
  await mkdir(folder, { recursive: true });
  const postgres =
    data === undefined ? await dataPlace('stores', folderOf(name), 'postgres') : join(data, 'postgres');
  const key = join(folder, 'key.pem');
  const pem = await kept(key, newPrivateKey);
  try {
    return { folder, postgres, signer: createSigner(pem) };
  } catch (error) {
    throw new InvalidOptions(`The key of this store in ${key} cannot be read: ${String(error)}`);
  }
}

/** @returns the key that tills show: the one that is configured, or the one that was made at the first start */
export const tillKeyIn = async ({ folder }: StoreFolder, configured: string | undefined): Promise<string> =>
  configured ?? kept(join(folder, 'till-key'), () => randomBytes(24).toString('base64url'));

/** @returns the hub of this start, which later starts know. @throws InvalidOptions when none was ever named */
export async function hubOf({ folder }: StoreFolder, asked: string | undefined): Promise<string> {
  const file = join(folder, 'hub');
  if (asked !== undefined) {
    await writeFile(file, `${asked}\n`);
    return asked;
  }
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known === undefined) throw new InvalidOptions('--hub is missing: where is the hub of this store?');
  return known.trim();
}

/** For nobody else to read. */
async function kept(file: string, make: () => string): Promise<string> {
  try {
    await writeFile(file, make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
