import type { Transport } from '#kernel';

/** Nothing has to be carried: each transaction puts what it decides into the mailboxes itself. */
export function createMemoryTransport(): Transport {
  return {
    name: 'memory',
    delivery: 'direct',
    start: async () => undefined,
    wake: () => undefined,
    health: () => ({ up: true, detail: 'Messages stay in this process' }),
    stop: async () => undefined,
  };
}
