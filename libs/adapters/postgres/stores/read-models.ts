import type { LogPosition, LogReader, Projection, ReadModels, Row, RowQuery } from '#kernel';
import type { Session } from '../session.js';
import { decodePosition, encodePosition } from './event-store.js';

// `if not exists` alone fails when two create the same thing at once.
const PREPARE_LOCK = { name: 'projection-prepare-lock', text: 'select pg_advisory_xact_lock($1)' };
const PREPARING = 4_711_002;

const REGISTER = {
  name: 'projection-register',
  text: `insert into countersign.projection (name, version)
    select * from unnest($1::text[], $2::integer[]) on conflict do nothing`,
};

const LOCK = {
  name: 'projection-lock',
  text: `select name, version, tx_id::text, position::text
    from unnest($1::text[], $2::integer[]) as wanted (name, version)
    join countersign.projection p using (name, version)
    order by name, version for update of p skip locked`,
};

const POSITION = {
  name: 'projection-position',
  text: `select tx_id::text, position::text from countersign.projection where name = $1 and version = $2`,
};

const MOVE = {
  name: 'projection-move',
  text: `update countersign.projection p set tx_id = $3::text::xid8, position = $4::bigint
    from unnest($1::text[], $2::integer[]) as wanted (name, version)
    where p.name = wanted.name and p.version = wanted.version`,
};

interface PositionRow {
  tx_id: string | null;
  position: string | null;
}

interface ReaderRow extends PositionRow {
  name: string;
  version: number;
}

/** Rows are JSON in a table for each projection and version, so that a new version is built beside the live one. */
export class PostgresReadModels implements ReadModels {
  constructor(private readonly session: Session) {}

  async prepare(projections: readonly Projection[]): Promise<void> {
    await this.session.run(PREPARE_LOCK, [PREPARING]);
    for (const projection of projections) {
      const table = tableOf(projection);
      await this.session.define(
        `create table if not exists ${table} (key text collate "C" primary key, row jsonb not null)`,
      );
      for (const filter of projection.filters) {
        const index = quoted(`${tableName(projection)}_by_${filter}`);
        const field = `(row ->> ${literal(filter)})`;
        await this.session.define(`create index if not exists ${index} on ${table} (${field}, key)`);
      }
    }
    await this.register(projections);
  }

  async register(readers: readonly LogReader[]): Promise<void> {
    await this.session.run(REGISTER, columnsOf(readers));
  }

  async checkpoints<R extends LogReader>(readers: readonly R[]): Promise<Map<R, LogPosition | undefined>> {
    const rows = await this.session.rows<ReaderRow>(LOCK, columnsOf(readers));
    return new Map(
      rows.flatMap((row) => {
        const reader = readers.find(({ name, version }) => name === row.name && version === row.version);
        return reader ? [[reader, positionOf(row)] as const] : [];
      }),
    );
  }

  async advance(readers: readonly LogReader[], position: LogPosition): Promise<void> {
    const { tx_id, position: place } = decodePosition(position);
    await this.session.run(MOVE, [...columnsOf(readers), tx_id, place]);
  }

  async position({ name, version }: LogReader): Promise<LogPosition | undefined> {
    const [row] = await this.session.rows<PositionRow>(POSITION, [name, version]);
    return row && positionOf(row);
  }

  async load(projection: Projection, keys: readonly string[]): Promise<Map<string, Row>> {
    if (keys.length === 0) return new Map();
    const rows = await this.session.rows<{ key: string; row: Row }>(
      {
        name: `load ${tableName(projection)}`,
        text: `select key, row from ${tableOf(projection)} where key = any($1)`,
      },
      [keys],
    );
    return new Map(rows.map(({ key, row }) => [key, row]));
  }

  async save(projection: Projection, rows: ReadonlyMap<string, object | undefined>): Promise<void> {
    const written = [...rows].filter(([, row]) => row !== undefined);
    const removed = [...rows].filter(([, row]) => row === undefined).map(([key]) => key);
    const table = tableOf(projection);
    if (written.length > 0) {
      await this.session.run(
        {
          name: `save ${tableName(projection)}`,
          text: `insert into ${table} (key, row) select key, value from jsonb_each($1)
            on conflict (key) do update set row = excluded.row`,
        },
        [JSON.stringify(Object.fromEntries(written))],
      );
    }
    if (removed.length > 0) {
      await this.session.run(
        { name: `remove ${tableName(projection)}`, text: `delete from ${table} where key = any($1)` },
        [removed],
      );
    }
  }

  async find(projection: Projection, key: string): Promise<Row | undefined> {
    return (await this.load(projection, [key])).get(key);
  }

  async list(projection: Projection, query: RowQuery): Promise<Row[]> {
    const filters = Object.entries(query.where ?? {}).toSorted(([a], [b]) => a.localeCompare(b));
    const unknown = filters.find(([filter]) => !projection.filters.includes(filter));
    if (unknown) throw new RangeError(`${projection.name} cannot be filtered by ${unknown[0]}`);
    const conditions = filters.map(([filter], at) => `and row ->> ${literal(filter)} = $${at + 3}`);
    const names = filters.map(([filter]) => filter).join(',');
    const rows = await this.session.rows<{ row: Row }>(
      {
        name: `list ${tableName(projection)} ${names}`,
        text: `select row from ${tableOf(projection)}
          where ($1::text is null or key < $1) ${conditions.join(' ')} order by key desc limit $2`,
      },
      [query.before ?? null, query.limit, ...filters.map(([, value]) => value)],
    );
    return rows.map(({ row }) => row);
  }
}

const columnsOf = (readers: readonly LogReader[]): [string[], number[]] => [
  readers.map(({ name }) => name),
  readers.map(({ version }) => version),
];

const positionOf = ({ tx_id, position }: PositionRow): LogPosition | undefined =>
  tx_id === null || position === null ? undefined : encodePosition({ tx_id, position });

/** `gift-cards.cards`, version 2 → `gift_cards_cards_v2`: PostgreSQL cuts names at 63 bytes. */
const tableName = ({ name, version }: Projection): string =>
  `${name.replaceAll(/[^a-z0-9]+/g, '_')}_v${version}`.slice(0, 63);

const tableOf = (projection: Projection): string => `read_model.${quoted(tableName(projection))}`;

const quoted = (identifier: string): string => `"${identifier.slice(0, 63).replaceAll('"', '""')}"`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
