import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** All that the API offers: the development key may do everything on the machine that it was made on. */
export const ALL_SCOPES = [
  'cards:read',
  'cards:write',
  'purchases:read',
  'purchases:write',
  'purchases:approve',
  'inventory:read',
  'inventory:write',
  'stores:read',
  'stores:write',
  'clearing:read',
  'clearing:write',
  'ops:sagas:read',
  'ops:sagas:act',
  'ops:dead-letters:read',
  'ops:dead-letters:act',
  'metrics:read',
] as const;

const KEY_ID = 'development';

/** @returns the key for development, made once and kept in this file, and what the API needs to know of it */
export async function developmentKey(file: string) {
  const secret = await readOrMake(file);
  return {
    bearer: `csk_${KEY_ID}_${secret}`,
    apiKey: {
      id: KEY_ID,
      secretHash: createHash('sha256').update(secret).digest('hex'),
      principal: 'developer',
      scopes: [...ALL_SCOPES],
    },
  };
}

async function readOrMake(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' }).catch(
      alreadyMade,
    );
    return (await readFile(file, 'utf8')).trim();
  }
}

/** Two processes may start at once: the first to write decides. */
function alreadyMade(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
