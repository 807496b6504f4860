import { transportCompliance } from '#testing/compliance';
import { createMemoryDatabase } from './database.js';
import { createMemoryTransport } from './transport.js';

transportCompliance({
  name: 'in memory',
  database: {
    name: 'the memory adapter',
    concurrentTransactions: true,
    open: async () => {
      const database = createMemoryDatabase();
      return { database, another: async () => database.another(), close: () => database.close() };
    },
  },
  open: async () => ({ transport: () => createMemoryTransport(), close: async () => undefined }),
});
