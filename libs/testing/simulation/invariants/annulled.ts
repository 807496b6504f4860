import type { StoredEvent } from '#kernel';
import type { Invariant } from './invariant.js';

/** What says that something is never to come, and what comes, by the field that says which. */
const NEVER_AGAIN = [
  { never: /\.hold-(annulled|released|captured)$/, comes: /\.hold-placed$/, field: 'holdId' },
  // What the provider has approved may become known later: it is then voided once more.
  { never: /\.payment-voided$/, comes: /\.payment-authorization-requested$/, field: 'paymentId' },
] as const;

export const annulledNeverComes: Invariant = {
  name: 'P8 what was called off never comes after all',
  look: ({ streams }) => [...streams.values()].flatMap(problemsIn),
};

const problemsIn = (events: readonly StoredEvent[]): string[] =>
  NEVER_AGAIN.flatMap(({ never, comes, field }) => {
    const off = new Set<unknown>();
    return events.flatMap(({ type, data, stream }) => {
      const id: unknown = Reflect.get(Object(data), field);
      if (never.test(type)) off.add(id);
      return comes.test(type) && off.has(id) ? [`${type} of ${String(id)} in ${stream}, which was over`] : [];
    });
  });
