import {
  databaseCompliance,
  deadLettersCompliance,
  type DatabaseUnderTest,
  eventStoreCompliance,
  mailboxCompliance,
  factStoreCompliance,
  operationsCompliance,
  outboxAndLeasesCompliance,
  readModelsCompliance,
  retentionCompliance,
  sagaStoreCompliance,
  timersCompliance,
} from '#testing/compliance';
import { createMemoryDatabase } from './database.js';

const memory: DatabaseUnderTest = {
  name: 'the memory adapter',
  concurrentTransactions: true,
  open: async () => {
    const database = createMemoryDatabase();
    return { database, another: async () => database.another(), close: () => database.close() };
  },
};

databaseCompliance(memory);
eventStoreCompliance(memory);
sagaStoreCompliance(memory);
timersCompliance(memory);
mailboxCompliance(memory);
deadLettersCompliance(memory);
retentionCompliance(memory);
outboxAndLeasesCompliance(memory);
factStoreCompliance(memory);
operationsCompliance(memory);
readModelsCompliance(memory);
