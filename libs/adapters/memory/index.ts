export { createMemoryDatabase, type MemoryDatabase, type MemoryDatabaseOptions } from './database.js';
export { createMemoryTransport } from './transport.js';
export type { Gate, GateStep } from './engine/session.js';
