import { isDeepStrictEqual } from 'node:util';
import { type Message, type Projection, type Row, type StoredEvent } from '#kernel';
import type { Evidence } from './evidence.js';
import type { Invariant } from './invariant.js';

export const streamsAreGapless: Invariant = {
  name: 'P3 gapless streams',
  look: ({ streams }) =>
    [...streams].flatMap(([stream, events]) => {
      const versions = events.map(({ streamVersion }) => streamVersion);
      return versions.every((version, at) => version === at + 1)
        ? []
        : [`${stream} has the versions ${versions.join(', ')}`];
    }),
};

export const idsAreUnique: Invariant = {
  name: 'P4 each event is in the log once',
  look({ log }) {
    const seen = new Set<string>();
    return log.flatMap(({ id, type }) =>
      seen.size === seen.add(id).size ? [`${type} ${id} is there twice`] : [],
    );
  },
};

export const readModelsAreFolds: Invariant = {
  name: 'P5 live read models equal rebuilt ones',
  look: ({ world, log, rows }) =>
    world.projections.flatMap((projection) => {
      const rebuilt = rebuild(projection, log, (event) => decode(event, world.routes.catalog));
      const live = new Map((rows.get(projection.name) ?? []).map((row) => [canonical(row), row]));
      const wanted = new Map([...rebuilt.values()].map((row) => [canonical(row), row]));
      const tooMuch = [...live.keys()].filter((each) => !wanted.has(each));
      const tooLittle = [...wanted.keys()].filter((each) => !live.has(each));
      return isDeepStrictEqual(tooMuch, tooLittle)
        ? []
        : [
            `${projection.name} shows ${tooMuch.join(' ') || 'nothing'} instead of ${tooLittle.join(' ') || 'nothing'}`,
          ];
    }),
};

function rebuild(
  projection: Projection,
  log: readonly StoredEvent[],
  decodeOne: (event: StoredEvent) => Message,
) {
  const rows = new Map<string, object>();
  const types = new Set(projection.events.map(({ type }) => type));
  for (const stored of log) {
    if (!types.has(stored.type)) continue;
    const event = decodeOne(stored);
    const { stream, streamVersion, at } = stored;
    const key = projection.rowKey(event, at);
    const row = projection.evolve(rows.get(key), { event, stream, streamVersion, at });
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }
  return rows;
}

function decode(stored: StoredEvent, catalog: Evidence['world']['routes']['catalog']): Message {
  const message: Message = Reflect.construct(catalog.find(stored.type, stored.version), [stored.data]);
  return message;
}

/** Equal text for equal rows, whatever the order of their fields. */
function canonical(row: Row | object): string {
  return JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
