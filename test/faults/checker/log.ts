import type { Evidence, Invariant } from './evidence.js';
import { canonical, groupBy } from './shape.js';

/** I2. Streams have no gaps, and each event one place in the log. */
export const logHasNoGaps: Invariant = {
  id: 'I2',
  name: 'streams are gapless and in order, each event has one id and one place',
  check: ({ events }) => [
    ...repeated(
      'Event id',
      events.map((each) => each.id),
    ),
    ...repeated(
      'Position',
      events.map((each) => each.position),
    ),
    ...gaps(events),
  ],
};

function repeated(what: string, all: readonly string[]): string[] {
  const seen = new Set<string>();
  return all.flatMap((each) => {
    if (seen.has(each)) return [`${what} ${each} is there twice`];
    seen.add(each);
    return [];
  });
}

/** Read in the order of the log, each stream counts 1, 2, 3 … */
function gaps(events: Evidence['events']): string[] {
  const reached = new Map<string, number>();
  return events.flatMap(({ stream, streamVersion }) => {
    const expected = (reached.get(stream) ?? 0) + 1;
    reached.set(stream, streamVersion);
    return streamVersion === expected
      ? []
      : [`${stream}: version ${streamVersion} stands in the log where ${expected} belongs`];
  });
}

/** What may be said again, and each time means something else. */
const MAY_REPEAT: ReadonlySet<string> = new Set(['payments.payment-outcome-unknown']);

/** I3. Nothing takes effect twice. */
export const effectsAreOnce: Invariant = {
  id: 'I3',
  name: 'no effect is doubled',
  check({ events }) {
    const kept = events.filter(({ type }) => !MAY_REPEAT.has(type));
    const effects = groupBy(
      kept,
      ({ stream, type, data }) => `${type} in ${stream}: ${canonical(identity(data))}`,
    );
    return [...effects]
      .filter(([, all]) => all.length > 1)
      .map(([effect, all]) => `${effect} took effect ${all.length} times`);
  },
};

const IDENTITIES = [
  'loadId',
  'redemptionId',
  'holdId',
  'deliveryId',
  'reservationId',
  'shipmentId',
  'attempt',
];

/** What makes two effects of one type in one stream different ones. */
function identity(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([field]) => IDENTITIES.includes(field)));
}
