export { openPostgres, type PostgresOptions } from './database.js';
