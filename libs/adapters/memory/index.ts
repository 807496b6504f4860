export { createMemoryDatabase, type MemoryDatabaseOptions } from './database.js';
export { createMemoryTransport } from './transport.js';
