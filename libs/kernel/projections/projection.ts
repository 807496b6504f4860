import type { EventClass, MessageOf } from '../messages/message.js';
import type { LogReader } from './log-reader.js';

/** One row of a read model, as JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** An event as the event store recorded it. */
export interface Recorded<E> {
  readonly event: E;
  readonly stream: string;
  readonly streamVersion: number;
  /** When it was recorded, ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * A read model as a pure fold: for each event, which row it is about and what becomes of that row.
 * Raise the version when the fold or the rows change: the new one is built beside the live one.
 */
export interface Projection extends LogReader {
  /** Fields of the row that queries filter by; each gets an index. */
  readonly filters: readonly string[];
  rowKey(event: unknown, at: string): string;
  evolve(row: unknown, recorded: Recorded<unknown>): object | undefined;
}

interface ProjectionParts<R extends object, Events extends readonly EventClass[]> {
  readonly version: number;
  readonly events: Events;
  readonly filters?: readonly (keyof R & string)[];
  /** @param at when the event was recorded, ISO 8601 in UTC: for rows that are about a time. */
  rowKey(event: MessageOf<Events[number]>, at: string): string;
  /** @returns the row after the event, or undefined to remove it. */
  evolve(row: R | undefined, recorded: Recorded<MessageOf<Events[number]>>): R | undefined;
}

/** A projection that remembers the type of its rows, for the queries on it. */
export interface TypedProjection<R extends object> extends Projection {
  readonly row?: R;
}

/** Declares a read model. @param name such as `gift-cards.cards` */
export function projection<R extends object, const Events extends readonly EventClass[]>(
  name: string,
  parts: ProjectionParts<R, Events>,
): TypedProjection<R> {
  return { ...parts, name, filters: parts.filters ?? [] };
}
