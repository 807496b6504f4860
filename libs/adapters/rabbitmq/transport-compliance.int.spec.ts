import { openPostgres } from '#adapters/postgres';
import { transportCompliance } from '#testing/compliance';
import { freshDatabase, freshVhost } from '#testing/servers';
import { createRabbitTransport } from './rabbit-transport.js';

transportCompliance({
  name: 'over RabbitMQ',
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
  open: async () => {
    const vhost = await freshVhost();
    return {
      transport: (database) => createRabbitTransport({ url: vhost.url, database }),
      close: () => vhost.drop(),
    };
  },
});
