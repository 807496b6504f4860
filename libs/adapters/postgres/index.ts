export { openPostgres, type PostgresOptions } from './database.js';
export { createPostgresTransport } from './postgres-transport.js';
