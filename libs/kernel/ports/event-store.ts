/** An event as it is stored: data, its place in its stream, and where it came from. */
export interface StoredEvent {
  readonly id: string;
  /** `category/key`, for instance `gift-cards.card/0197…`. */
  readonly stream: string;
  /** Place in the stream: 1 is the first. */
  readonly streamVersion: number;
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly correlationId: string;
  readonly causationId: string;
}

/**
 * A place in the log of all events. Opaque: only the event store that gave it can read it. Later events have later
 * positions, and a reader that has seen a position has seen all before it.
 */
export type LogPosition = string & { readonly __brand: 'LogPosition' };

/** What keeps readers of the log from going on. */
export interface LogHoldup {
  /** For how long it has been open, in milliseconds. */
  readonly ageMs: number;
  /** Who it is, for people: process, database, program. */
  readonly who: string;
}

export interface EventStore {
  /**
   * @param from for some of the streams the place of the first event that is wanted
   * @returns each stream's events, oldest first; a stream without any is missing
   */
  load(streams: readonly string[], from?: ReadonlyMap<string, number>): Promise<Map<string, StoredEvent[]>>;
  /**
   * Appends all or nothing.
   * @returns the position of the last of them
   * @throws ConcurrentWrite when a stream already has an event with one of these versions: then nothing is appended,
   * even when the caller goes on and commits
   */
  append(events: readonly StoredEvent[]): Promise<LogPosition>;
  /**
   * Reads the log in its order, never past an event that may still be preceded by one under way: an event is seen some
   * time after its transaction has committed, and never before.
   * @param after undefined reads from the beginning
   * @param types reads only events of these types
   */
  readAfter(
    after: LogPosition | undefined,
    limit: number,
    types: readonly string[],
  ): Promise<{ readonly event: StoredEvent; readonly position: LogPosition }[]>;
  /**
   * A position such that everything before it is visible, whether there is an event at it or not. A reader that asks for
   * it first, and is then given nothing by `readAfter`, has reached it (asked for afterwards, it may have moved on).
   */
  horizon(): Promise<LogPosition>;
  /**
   * Other transactions that are open and have written, anywhere on the same server, and what else holds the log back there;
   * the oldest first. A few milliseconds are the normal course of things.
   */
  holdups(limit: number): Promise<LogHoldup[]>;
  /** -1, 0 or 1, like a sort function. */
  compare(a: LogPosition, b: LogPosition): number;
}
