import { storeDatabaseCompliance } from '../store-database.compliance.js';
import { MemoryStoreDatabase } from './memory-store-database.js';

storeDatabaseCompliance('memory', async () => ({
  database: new MemoryStoreDatabase(),
  drop: async () => undefined,
}));
