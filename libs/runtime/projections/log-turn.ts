import type {
  AnyEvent,
  EventStore,
  LogPosition,
  MessageCatalog,
  Recorded,
  StoredEvent,
  Transaction,
} from '#kernel';
import { eventOf } from '../engine/decisions.js';
import type { Keeper } from './keep-up.js';

/** Events that are read at once at the most. */
const BATCH_MAX = 1_000;

/**
 * Takes these readers on, as one part of a transaction. What several of them want is read once; one that is behind reads by
 * itself, in the same turn, until it has come to where the others are.
 * @returns whether there may be more to read
 */
export async function readOn(
  tx: Transaction,
  keepers: readonly Keeper[],
  catalog: MessageCatalog,
): Promise<boolean> {
  // Taken before reading: whatever is read then includes all events up to here.
  const [positions, horizon] = await Promise.all([
    tx.readModels.checkpoints(keepers.map(({ reader }) => reader)),
    tx.events.horizon(),
  ]);
  const own = keepers.filter(({ reader }) => positions.has(reader));
  let more = false;
  for (const position of new Set(positions.values())) {
    const group = own.filter(({ reader }) => positions.get(reader) === position);
    if (isBefore(tx.events, position, horizon))
      more = (await readFrom(tx, position, horizon, group, catalog)) || more;
  }
  return more;
}

const isBefore = (events: EventStore, position: LogPosition | undefined, horizon: LogPosition): boolean =>
  position === undefined || events.compare(position, horizon) < 0;

async function readFrom(
  tx: Transaction,
  position: LogPosition | undefined,
  horizon: LogPosition,
  group: readonly Keeper[],
  catalog: MessageCatalog,
): Promise<boolean> {
  const read = await tx.events.readAfter(position, BATCH_MAX, [...typesOf(group)]);
  const isFull = read.length === BATCH_MAX;
  const last = read.at(-1)?.position;
  const reached = last && (isFull || isBefore(tx.events, horizon, last)) ? last : horizon;
  const recorded = read.map(({ event }) => recordedOf(event, catalog));
  await Promise.all(
    group.map((keeper) => {
      const types = typesOf([keeper]);
      const batch = recorded.filter(({ event }) => types.has(event.type));
      return batch.length > 0 ? keeper.keepUp(tx, batch) : undefined;
    }),
  );
  await tx.readModels.advance(
    group.map(({ reader }) => reader),
    reached,
  );
  return isFull;
}

function recordedOf(stored: StoredEvent, catalog: MessageCatalog): Recorded<AnyEvent> {
  const { stream, streamVersion, at } = stored;
  return { event: eventOf(stored, catalog), stream, streamVersion, at };
}

/** What these readers read. */
export const typesOf = (keepers: readonly Keeper[]): ReadonlySet<string> =>
  new Set(keepers.flatMap(({ reader }) => reader.events.map(({ type }) => type)));
