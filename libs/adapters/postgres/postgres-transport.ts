import type { Transport } from '#kernel';

/** PostgreSQL alone: whoever decides a message puts it into its queue in the same transaction, so nothing carries it. */
export const createPostgresTransport = (): Transport => ({
  name: 'postgres',
  delivery: 'direct',
  start: async () => undefined,
  wake: () => undefined,
  health: () => ({ up: true, detail: 'Messages go through PostgreSQL itself' }),
  stop: async () => undefined,
});
