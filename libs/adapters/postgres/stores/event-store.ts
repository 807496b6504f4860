import type { EventStore, LogHoldup, LogPosition, StoredEvent } from '#kernel';
import type { Session } from '../session.js';
import { LOG_HOLDUPS } from './log-holdups.js';

const COLUMNS = `stream, stream_version, id, type, version, data,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, correlation_id, causation_id`;

const LOAD = {
  name: 'event-load',
  text: `select ${COLUMNS} from countersign.event where stream = any($1) order by stream, stream_version`,
};

const LOAD_FROM = {
  name: 'event-load-from',
  text: `select ${COLUMNS} from unnest($1::text[], $2::integer[]) as wanted (stream, place)
    join countersign.event e using (stream) where stream_version >= place order by stream, stream_version`,
};

// One JSON text for all of them: to write and to read arrays of JSON takes several times as long.
const APPEND = {
  name: 'event-append',
  text: `with appended as (
    insert into countersign.event
      (stream, stream_version, id, type, version, data, at, correlation_id, causation_id)
    select stream, "streamVersion", id, type, version, data, at, "correlationId", "causationId"
    from rows from (json_to_recordset($1) as (
      stream text, "streamVersion" integer, id uuid, type text, version smallint, data jsonb, at timestamptz,
      "correlationId" text, "causationId" text)) with ordinality
      as e (stream, "streamVersion", id, type, version, data, at, "correlationId", "causationId", place)
    order by place
    returning tx_id, position)
  select tx_id::text, max(position)::text as position from appended group by tx_id`,
};

// Columns are qualified: `order by tx_id` alone would sort by the text of the output column.
const READ_AFTER = {
  name: 'event-read-after',
  text: `select ${COLUMNS}, e.tx_id::text, e.position::text
    from countersign.event e
    where (e.tx_id, e.position) > ($1::text::xid8, $2::bigint)
      and e.tx_id < pg_snapshot_xmin(pg_current_snapshot()) and e.type = any($3)
    order by e.tx_id, e.position limit $4`,
};

const HORIZON = {
  name: 'event-horizon',
  text: `select e.tx_id::text, e.position::text from countersign.event e
    where e.tx_id < pg_snapshot_xmin(pg_current_snapshot())
    order by e.tx_id desc, e.position desc limit 1`,
};

interface EventRow {
  stream: string;
  stream_version: number;
  id: string;
  type: string;
  version: number;
  data: unknown;
  at: string;
  correlation_id: string;
  causation_id: string;
}

interface PositionRow {
  tx_id: string;
  position: string;
}

export class PostgresEventStore implements EventStore {
  constructor(private readonly session: Session) {}

  async load(
    streams: readonly string[],
    from?: ReadonlyMap<string, number>,
  ): Promise<Map<string, StoredEvent[]>> {
    const histories = new Map<string, StoredEvent[]>();
    if (streams.length === 0) return histories;
    const rows = from?.size
      ? await this.session.rows<EventRow>(LOAD_FROM, [streams, streams.map((each) => from.get(each) ?? 1)])
      : await this.session.rows<EventRow>(LOAD, [streams]);
    for (const row of rows) {
      const history = histories.get(row.stream);
      if (history) history.push(storedEvent(row));
      else histories.set(row.stream, [storedEvent(row)]);
    }
    return histories;
  }

  async append(events: readonly StoredEvent[]): Promise<LogPosition> {
    const [row] = await this.session.rows<PositionRow>(APPEND, [JSON.stringify(events)]);
    if (!row) throw new RangeError('Nothing to append');
    return encodePosition(row);
  }

  async readAfter(after: LogPosition | undefined, limit: number, types: readonly string[]) {
    const { tx_id, position } = decodePosition(after);
    const rows = await this.session.rows<EventRow & PositionRow>(READ_AFTER, [tx_id, position, types, limit]);
    return rows.map((row) => ({ event: storedEvent(row), position: encodePosition(row) }));
  }

  holdups(limit: number): Promise<LogHoldup[]> {
    return this.session.rows(LOG_HOLDUPS, [limit]);
  }

  async horizon(): Promise<LogPosition> {
    const [row] = await this.session.rows<PositionRow>(HORIZON);
    return encodePosition(row ?? { tx_id: '0', position: '0' });
  }

  compare(a: LogPosition, b: LogPosition): number {
    return comparePositions(a, b);
  }
}

function storedEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    stream: row.stream,
    streamVersion: row.stream_version,
    type: row.type,
    version: row.version,
    data: row.data,
    at: row.at,
    correlationId: row.correlation_id,
    causationId: row.causation_id,
  };
}

/** `transaction id.position`: the order of the log is the order of these pairs. */
export function encodePosition({ tx_id, position }: PositionRow): LogPosition {
  return `${tx_id}.${position}` as LogPosition;
}

/** @throws RangeError when the text is no position of this event store */
export function decodePosition(position: LogPosition | undefined): PositionRow {
  if (position === undefined) return { tx_id: '0', position: '0' };
  const [, tx_id, place] = /^(\d{1,20})\.(\d{1,19})$/.exec(position) ?? [];
  if (tx_id === undefined || place === undefined) throw new RangeError(`"${position}" is no log position`);
  return { tx_id, position: place };
}

export function comparePositions(a: LogPosition, b: LogPosition): number {
  const [left, right] = [decodePosition(a), decodePosition(b)];
  const difference =
    BigInt(left.tx_id) - BigInt(right.tx_id) || BigInt(left.position) - BigInt(right.position);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
