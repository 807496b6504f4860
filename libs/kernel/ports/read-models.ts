import type { LogReader } from '../projections/log-reader.js';
import type { Projection, Row } from '../projections/projection.js';
import type { LogPosition } from './event-store.js';

export interface RowQuery {
  /** Equality by declared filters; all of them must hold. */
  readonly where?: Readonly<Record<string, string>>;
  readonly limit: number;
  /** Rows whose key is behind this one, in key order from the newest (UUIDv7 keys sort by time). */
  readonly before?: string;
}

/** Rows of projections, and how far each reader of the log has read. */
export interface ReadModels {
  /** Makes room for these projections, where it is not there yet. */
  prepare(projections: readonly Projection[]): Promise<void>;
  /** Keeps from now on how far these read, where that is not kept yet. */
  register(readers: readonly LogReader[]): Promise<void>;
  /** Locks readers for this transaction. @returns how far each has read, without those that another process has */
  checkpoints<R extends LogReader>(readers: readonly R[]): Promise<Map<R, LogPosition | undefined>>;
  load(projection: Projection, keys: readonly string[]): Promise<Map<string, Row>>;
  /** Writes rows; undefined removes one. */
  save(projection: Projection, rows: ReadonlyMap<string, object | undefined>): Promise<void>;
  /** These have read so far. */
  advance(readers: readonly LogReader[], position: LogPosition): Promise<void>;
  find(projection: Projection, key: string): Promise<Row | undefined>;
  /** @throws Error when asked to filter by a field that the projection does not declare as a filter */
  list(projection: Projection, query: RowQuery): Promise<Row[]>;
  /** How far it has read, undefined when it has not read at all. */
  position(reader: LogReader): Promise<LogPosition | undefined>;
}
