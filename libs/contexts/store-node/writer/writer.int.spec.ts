import { freshDatabase } from '#testing/servers';
import { openPostgresStoreDatabase } from '../adapters/postgres/postgres-store-database.js';
import { writerCompliance } from './writer.compliance.js';

writerCompliance('PostgreSQL', async () => {
  const fresh = await freshDatabase();
  return { open: () => openPostgresStoreDatabase(fresh.url), drop: () => fresh.drop() };
});
