import { freshDatabase } from '#testing/servers';
import { storeDatabaseCompliance } from '../store-database.compliance.js';
import { openPostgresStoreDatabase } from './postgres-store-database.js';

storeDatabaseCompliance('PostgreSQL', async () => {
  const fresh = await freshDatabase();
  const database = await openPostgresStoreDatabase(fresh.url);
  return {
    database,
    async drop() {
      await database.close();
      await fresh.drop();
    },
  };
});
