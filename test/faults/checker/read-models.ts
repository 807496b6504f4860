import { contexts } from '../../../apps/hub/hub.module.js';
import { MessageCatalog, type Projection } from '#kernel';
import type { Evidence, Invariant, LoggedEvent } from './evidence.js';
import { canonical } from './shape.js';

/** All read models of the business that a hub runs. */
export const projections: readonly Projection[] = contexts.flatMap(({ shows }) => shows ?? []);

/** I7. What is shown is what the log says, from its first event on. */
export const shownIsTheLog: Invariant = {
  id: 'I7',
  name: 'live read models are equal to those rebuilt from the log',
  check: (evidence) => projections.flatMap((projection) => differences(projection, evidence)),
};

function differences(projection: Projection, { events, readModels }: Evidence): string[] {
  const live = readModels.get(projection.name) ?? new Map<string, unknown>();
  const rebuilt = rebuild(projection, events);
  return [...new Set([...live.keys(), ...rebuilt.keys()])]
    .filter((key) => canonical(live.get(key) ?? null) !== canonical(rebuilt.get(key) ?? null))
    .map(
      (key) =>
        `${projection.name} ${key}: shown is ${said(live.get(key))}, rebuilt ${said(rebuilt.get(key))}`,
    );
}

const said = (row: unknown): string => (row === undefined ? 'nothing' : canonical(row).slice(0, 300));

/** Folds the log from its beginning. @param events in the order of the log */
export function rebuild(projection: Projection, events: readonly LoggedEvent[]): Map<string, unknown> {
  const catalog = new MessageCatalog(projection.events);
  const types = new Set(projection.events.map(({ type }) => type));
  const rows = new Map<string, unknown>();
  for (const { type, version, data, stream, streamVersion, at } of events) {
    if (!types.has(type)) continue;
    const event = catalog.decode({ type, version, data });
    const key = projection.rowKey(event, at);
    const row = projection.evolve(rows.get(key), { event, stream, streamVersion, at });
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }
  return rows;
}
