import type { AnyEvent, EventStore, StoredEvent } from '#kernel';

/** Events of all histories that are kept folded, at the most. */
const EVENTS_MAX = 200_000;
/** Shorter histories are read faster than they are kept. */
const EVENTS_MIN = 3;

/** What a stream adds up to. */
export interface Known<Folded> {
  readonly folded: Folded;
  /** Of the last event. */
  readonly version: number;
  readonly lastId: string | undefined;
}

/** What has to be read of a stream to know it as it is now. */
export interface Unread<Folded> {
  readonly base: Known<Folded> | undefined;
  /** Behind the base, oldest first. */
  readonly history: readonly StoredEvent[];
}

/** What events, the oldest first, add up to on top of those before them; `before` is undefined at the beginning of a stream. */
export type Fold<Folded> = (before: Folded | undefined, events: readonly AnyEvent[]) => Folded;

/**
 * Streams folded, as they were committed when they were last read or decided on, so that a long history is not read again each
 * time. What is behind that is always read, and the event before it, too: a database that was set back is noticed by it.
 */
export class HistoriesAtHand<Folded> {
  /** The one that was used last is the last. */
  private readonly kept = new Map<string, Known<Folded>>();
  private events = 0;

  constructor(private readonly eventsMax = EVENTS_MAX) {}

  async read(store: EventStore, streams: readonly string[]): Promise<Map<string, Unread<Folded>>> {
    const bases = new Map(
      streams.flatMap((stream) => {
        const known = this.kept.get(stream);
        return known ? [[stream, known] as const] : [];
      }),
    );
    const from = new Map([...bases].map(([stream, { version }]) => [stream, version]));
    const histories = await store.load(streams, from);
    const setBack = [...bases].flatMap(([stream, { lastId }]) =>
      histories.get(stream)?.[0]?.id === lastId ? [] : [stream],
    );
    for (const stream of setBack) {
      bases.delete(stream);
      this.forget(stream);
    }
    const whole = setBack.length > 0 ? await store.load(setBack) : new Map<string, StoredEvent[]>();
    return new Map(
      streams.map((stream) => {
        const base = bases.get(stream);
        const events = (whole.get(stream) ?? histories.get(stream) ?? []).slice(base ? 1 : 0);
        return [stream, { base, history: events }];
      }),
    );
  }

  /** @returns the stream after all that was read. @throws what the fold throws */
  open(
    stream: string,
    fold: Fold<Folded>,
    { base, history }: Unread<Folded>,
    decode: (stored: StoredEvent) => AnyEvent,
  ): Known<Folded> {
    const last = history.at(-1);
    if (base && !last) {
      this.remember(stream, base);
      return base;
    }
    const events = history.map(decode);
    const known = {
      folded: fold(base?.folded, events),
      version: (base?.version ?? 0) + events.length,
      lastId: last?.id,
    };
    this.remember(stream, known);
    return known;
  }

  /** Keeps a stream as it was committed. */
  remember(stream: string, known: Known<Folded>): void {
    const kept = this.kept.get(stream);
    // Two transactions may have read it at once.
    if (known.version < EVENTS_MIN || (kept && kept.version > known.version)) return;
    this.forget(stream);
    this.kept.set(stream, known);
    this.events += known.version;
    for (const oldest of this.kept.keys()) {
      if (this.events <= this.eventsMax) return;
      this.forget(oldest);
    }
  }

  private forget(stream: string): void {
    const known = this.kept.get(stream);
    if (!known) return;
    this.kept.delete(stream);
    this.events -= known.version;
  }
}
