import { ConcurrentWrite, type EventStore, type LogPosition, type StoredEvent } from '#kernel';
import { Json } from './json.js';
import type { OpenTables } from './tables.js';

/** The log as one list: transactions follow one another, so a place in it is also the order of their commits. */
export class MemoryEventStore implements EventStore {
  private appended = 0;

  constructor(private readonly tables: OpenTables) {}

  async load(streams: readonly string[]): Promise<Map<string, StoredEvent[]>> {
    const loaded = streams.map((stream) => [stream, this.eventsOf(stream)] as const);
    return new Map(loaded.filter(([, events]) => events.length > 0));
  }

  async append(events: readonly StoredEvent[]): Promise<LogPosition> {
    this.refuseTakenVersions(events);
    for (const event of events) {
      this.appended += 1;
      const place = this.lastPlace();
      this.tables.events.set(place, { type: event.type, event: new Json(event) });
      this.tables.streams.set(event.stream, [...(this.tables.streams.get(event.stream) ?? []), place]);
    }
    return positionAt(this.lastPlace());
  }

  async readAfter(
    after: LogPosition | undefined,
    limit: number,
    types: readonly string[],
  ): Promise<{ event: StoredEvent; position: LogPosition }[]> {
    const read: { event: StoredEvent; position: LogPosition }[] = [];
    const last = this.tables.events.committedSize;
    for (let place = placeOf(after) + 1; place <= last && read.length < limit; place++) {
      const row = this.tables.events.get(place);
      if (row && types.includes(row.type))
        read.push({ event: row.event.parse(), position: positionAt(place) });
    }
    return read;
  }

  async horizon(): Promise<LogPosition> {
    return positionAt(this.tables.events.committedSize);
  }

  compare(a: LogPosition, b: LogPosition): number {
    return Math.sign(placeOf(a) - placeOf(b));
  }

  private lastPlace(): number {
    return this.tables.events.committedSize + this.appended;
  }

  private eventsOf(stream: string): StoredEvent[] {
    const places = this.tables.streams.get(stream) ?? [];
    const rows = places.flatMap((place) => this.tables.events.get(place) ?? []);
    return rows.map(({ event }) => event.parse()).toSorted((a, b) => a.streamVersion - b.streamVersion);
  }

  private refuseTakenVersions(events: readonly StoredEvent[]): void {
    const taken = new Map<string, Set<number>>();
    for (const { stream, streamVersion } of events) {
      const versions =
        taken.get(stream) ?? new Set(this.eventsOf(stream).map((event) => event.streamVersion));
      if (versions.has(streamVersion)) {
        throw new ConcurrentWrite(`The stream ${stream} has a version ${streamVersion} already`);
      }
      taken.set(stream, versions.add(streamVersion));
    }
  }
}

const positionAt = (place: number): LogPosition => String(place) as LogPosition;

const placeOf = (position: LogPosition | undefined): number =>
  position === undefined ? 0 : Number(position);
