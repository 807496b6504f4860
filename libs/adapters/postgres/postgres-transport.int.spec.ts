import { postgresUnderTest, transportCompliance } from '#testing/compliance';
import { createPostgresTransport } from './postgres-transport.js';

transportCompliance({
  name: 'by PostgreSQL alone',
  database: postgresUnderTest,
  open: async () => ({ transport: () => createPostgresTransport(), close: async () => undefined }),
});
