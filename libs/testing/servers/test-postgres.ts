import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#adapters/postgres/embedded';
import type { Guard } from './guard.js';
import { makeScratchFolder } from './scratch-folder.js';

/** A PostgreSQL for a test run, on a temporary folder that the guard removes. */
export async function startTestPostgres(guard: Guard): Promise<EmbeddedPostgres> {
  const scratch = await makeScratchFolder('postgres');
  guard.folder(scratch);
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'postgres') });
  await guard.process(postgres.pid);
  return postgres;
}
