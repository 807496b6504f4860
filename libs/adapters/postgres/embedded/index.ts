export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export { findFreePort } from './free-port.js';
export { keepRunning } from './keep-running.js';
export { dataPlace } from './places.js';
export { processStart } from './process-identity.js';
export { startEmbeddedPostgres } from './embedded-postgres.js';
export type { EmbeddedPostgresOptions } from './embedded-postgres.js';
export type { EmbeddedPostgres } from './running-postgres.js';
