import {
  type DatabaseUnderTest,
  eventStoreCompliance,
  mailboxCompliance,
  sagaStoreCompliance,
  timersCompliance,
} from '#testing/compliance';
import { createMemoryDatabase } from './database.js';

const memory: DatabaseUnderTest = {
  name: 'the memory adapter',
  concurrentTransactions: false,
  open: async () => {
    const database = createMemoryDatabase();
    return { database, close: () => database.close() };
  },
};

eventStoreCompliance(memory);
sagaStoreCompliance(memory);
timersCompliance(memory);
mailboxCompliance(memory);
