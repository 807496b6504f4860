/** The embedded PostgreSQL could not be prepared, started or stopped; the message says what and where to look. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
