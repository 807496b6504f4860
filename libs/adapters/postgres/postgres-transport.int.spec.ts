import { transportCompliance } from '#testing/compliance';
import { freshDatabase } from '#testing/servers';
import { openPostgres } from './database.js';
import { createPostgresTransport } from './postgres-transport.js';

transportCompliance({
  name: 'by PostgreSQL alone',
  database: {
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
  },
  open: async () => ({ transport: () => createPostgresTransport(), close: async () => undefined }),
});
