import { openPostgres } from '#adapters/postgres';
import { freshDatabase } from '../../servers/fresh-database.js';
import type { DatabaseUnderTest } from './database-under-test.js';

/** The PostgreSQL of the test run, for suites that another adapter passes together with a database. */
export const postgresUnderTest: DatabaseUnderTest = {
  name: 'PostgreSQL',
  concurrentTransactions: true,
  open: async () => {
    const { url, drop } = await freshDatabase();
    const database = await openPostgres({ url });
    return {
      database,
      another: () => openPostgres({ url }),
      close: async () => {
        await database.close();
        await drop();
      },
    };
  },
};
