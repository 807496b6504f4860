import {
  ConcurrentWrite,
  type EventStore,
  type LogHoldup,
  type LogPosition,
  type StoredEvent,
} from '#kernel';
import { comparePlaces, type Place } from '../engine/ordered-log.js';
import type { Session } from '../engine/session.js';
import type { Statement } from '../engine/holder.js';
import type { Storage } from '../storage.js';
import { Json } from './json.js';
import { placeAt, positionAt } from './log-position.js';

export class MemoryEventStore implements EventStore {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  load(streams: readonly string[], from?: ReadonlyMap<string, number>): Promise<Map<string, StoredEvent[]>> {
    return this.session.read('events.load', () => {
      const wanted = (stream: string) => {
        const place = from?.get(stream) ?? 1;
        return this.eventsOf(stream).filter(({ streamVersion }) => streamVersion >= place);
      };
      const loaded = streams.map((stream) => [stream, wanted(stream)] as const);
      return new Map(loaded.filter(([, events]) => events.length > 0));
    });
  }

  async append(events: readonly StoredEvent[]): Promise<LogPosition> {
    const rows = events.map((event) => ({ event, json: new Json(event) }));
    const last = await this.session.run('events.append', () => this.insert(rows));
    if (!last) throw new RangeError('Nothing to append');
    return positionAt(last);
  }

  async readAfter(
    after: LogPosition | undefined,
    limit: number,
    types: readonly string[],
  ): Promise<{ event: StoredEvent; position: LogPosition }[]> {
    const place = after === undefined ? undefined : placeAt(after);
    return this.session.read('events.readAfter', () => this.logAfter(place, limit, types));
  }

  holdups(limit: number): Promise<LogHoldup[]> {
    return this.session.read('events.holdups', () => {
      const others = [...this.storage.writers.underWay].filter(([writer]) => !this.session.isWriter(writer));
      const now = this.session.clock.now();
      return others
        .map(([writer, since]) => ({ ageMs: Math.max(0, now - since), who: `transaction ${writer}` }))
        .toSorted((a, b) => b.ageMs - a.ageMs)
        .slice(0, limit);
    });
  }

  horizon(): Promise<LogPosition> {
    return this.session.read('events.horizon', () =>
      positionAt(this.storage.log.last ?? { writer: 0, number: 0 }),
    );
  }

  compare(a: LogPosition, b: LogPosition): number {
    return Math.sign(comparePlaces(placeAt(a), placeAt(b)));
  }

  private eventsOf(stream: string): StoredEvent[] {
    return [...this.storage.events.part(stream).seenBy(this.session)]
      .toSorted((a, b) => a.streamVersion - b.streamVersion)
      .map(({ event }) => event.parse());
  }

  private *insert(
    rows: readonly { readonly event: StoredEvent; readonly json: Json<StoredEvent> }[],
  ): Statement<Place | undefined> {
    let last: Place | undefined;
    for (const { event, json } of rows) {
      const { stream, streamVersion, type } = event;
      const { writer } = this.session;
      const events = this.storage.events.part(stream);
      if ((yield* events.latest(this.session, streamVersion)) !== undefined) {
        throw new ConcurrentWrite(`The stream ${stream} has a version ${streamVersion} already`);
      }
      const row = events.write(this.session, streamVersion, { type, streamVersion, event: json });
      last = this.storage.log.add(writer, row);
    }
    return last;
  }

  private logAfter(place: Place | undefined, limit: number, types: readonly string[]) {
    const read: { event: StoredEvent; position: LogPosition }[] = [];
    if (limit === 0) return read;
    for (const entry of this.storage.log.after(place)) {
      const row = entry.row.committed;
      if (!row || !types.includes(row.type)) continue;
      read.push({ event: row.event.parse(), position: positionAt(entry) });
      if (read.length === limit) break;
    }
    return read;
  }
}
