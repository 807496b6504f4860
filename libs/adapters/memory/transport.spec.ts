import { transportCompliance } from '#testing/compliance';
import { createMemoryDatabase } from './database.js';
import { createMemoryTransport } from './transport.js';

transportCompliance({
  name: 'in memory',
  database: {
    name: 'the memory adapter',
    concurrentTransactions: false,
    open: async () => {
      const database = createMemoryDatabase();
      return { database, close: () => database.close() };
    },
  },
  open: async () => ({ transport: () => createMemoryTransport(), close: async () => undefined }),
});
