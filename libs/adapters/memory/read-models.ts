import type { LogPosition, Projection, ReadModels, Row, RowQuery } from '#kernel';
import { Json, nameOf } from './json.js';
import type { TableView } from './table.js';
import type { OpenTables } from './tables.js';

type Rows = TableView<string, readonly [key: string, Json<Row>]>;

export class MemoryReadModels implements ReadModels {
  private readonly opened = new Map<string, Rows>();

  constructor(private readonly tables: OpenTables) {}

  async prepare(projections: readonly Projection[]): Promise<void> {
    for (const projection of projections) {
      const id = idOf(projection);
      if (!this.tables.projections.get(id)) this.tables.projections.set(id, {});
    }
  }

  async checkpoint(projection: Projection): Promise<{ position: LogPosition | undefined } | undefined> {
    const prepared = this.tables.projections.get(idOf(projection));
    return prepared && { position: prepared.position };
  }

  async position(projection: Projection): Promise<LogPosition | undefined> {
    return this.tables.projections.get(idOf(projection))?.position;
  }

  async load(projection: Projection, keys: readonly string[]): Promise<Map<string, Row>> {
    const rows = this.rowsOf(projection);
    const loaded = keys.flatMap((key): [string, Row][] => {
      const row = rows.get(key);
      return row ? [[key, row[1].parse()]] : [];
    });
    return new Map(loaded);
  }

  async save(
    projection: Projection,
    changed: ReadonlyMap<string, object | undefined>,
    position: LogPosition,
  ): Promise<void> {
    const rows = this.rowsOf(projection);
    for (const [key, row] of changed) {
      if (row === undefined) rows.delete(key);
      else rows.set(key, [key, new Json<Row>({ ...row })]);
    }
    this.tables.projections.set(idOf(projection), { position });
  }

  async find(projection: Projection, key: string): Promise<Row | undefined> {
    return this.rowsOf(projection).get(key)?.[1].parse();
  }

  async list(projection: Projection, { where = {}, limit, before }: RowQuery): Promise<Row[]> {
    const undeclared = Object.keys(where).find((field) => !projection.filters.includes(field));
    if (undeclared !== undefined) {
      throw new RangeError(`${projection.name} cannot be filtered by ${undeclared}`);
    }
    return this.rowsOf(projection)
      .values()
      .filter(([key]) => before === undefined || key < before)
      .toSorted(([a], [b]) => (a < b ? 1 : -1))
      .map(([, row]) => row.parse())
      .filter((row) => Object.entries(where).every(([field, value]) => textOf(row[field]) === value))
      .slice(0, limit);
  }

  private rowsOf(projection: Projection): Rows {
    const id = idOf(projection);
    if (!this.tables.projections.get(id)) throw new Error(`${projection.name} has not been prepared`);
    const rows = this.opened.get(id) ?? this.tables.rowsOf(id);
    this.opened.set(id, rows);
    return rows;
  }
}

const idOf = ({ name, version }: Projection): string => nameOf(name, version);

/** A field as filters compare it: text as it is, anything else as JSON. */
function textOf(field: unknown): string | undefined {
  if (field === undefined || field === null) return undefined;
  return typeof field === 'string' ? field : JSON.stringify(field);
}
