import type { LogPosition, LogReader, Projection, ReadModels, Row, RowQuery } from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { Table } from '../engine/table.js';
import type { KeyedRow, Storage } from '../storage.js';
import { Json, nameOf } from './json.js';
import { placeAt } from './log-position.js';

interface Changed {
  readonly key: string;
  /** Undefined removes it. */
  readonly row: Json<Row> | undefined;
}

export class MemoryReadModels implements ReadModels {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  async prepare(projections: readonly Projection[]): Promise<void> {
    await this.register(projections);
  }

  async register(readers: readonly LogReader[]): Promise<void> {
    const ids = readers.map(idOf);
    await this.session.run('readModels.prepare', () => this.open(ids));
  }

  checkpoints<R extends LogReader>(readers: readonly R[]): Promise<Map<R, LogPosition | undefined>> {
    const { projections } = this.storage;
    return this.session.read('readModels.checkpoints', () => {
      const locked = readers.flatMap((reader) => {
        const id = idOf(reader);
        const prepared = projections.get(this.session, id);
        if (!prepared || projections.isHeldByAnother(this.session, id)) return [];
        projections.write(this.session, id, prepared);
        return [[reader, prepared.position] as const];
      });
      return new Map(locked);
    });
  }

  position(reader: LogReader): Promise<LogPosition | undefined> {
    return this.session.read(
      'readModels.position',
      () => this.storage.projections.get(this.session, idOf(reader))?.position,
    );
  }

  async load(projection: Projection, keys: readonly string[]): Promise<Map<string, Row>> {
    if (keys.length === 0) return new Map();
    return this.session.read('readModels.load', () => {
      const rows = this.rowsOf(projection);
      const found = keys.flatMap((key) => rows.get(this.session, key) ?? []);
      return new Map(found.map(({ key, row }) => [key, row.parse()]));
    });
  }

  async save(projection: Projection, rows: ReadonlyMap<string, object | undefined>): Promise<void> {
    const changed = [...rows].map(([key, row]) => ({ key, row: row && new Json<Row>({ ...row }) }));
    // What is written comes before what is removed.
    const inOrder = [...changed.filter(({ row }) => row), ...changed.filter(({ row }) => !row)];
    if (inOrder.length === 0) return;
    await this.session.run('readModels.save', () => this.write(this.rowsOf(projection), inOrder));
  }

  async advance(readers: readonly LogReader[], position: LogPosition): Promise<void> {
    placeAt(position);
    await this.session.run('readModels.move', () => this.move(readers.map(idOf), position));
  }

  async find(projection: Projection, key: string): Promise<Row | undefined> {
    return (await this.load(projection, [key])).get(key);
  }

  async list(projection: Projection, { where = {}, limit, before }: RowQuery): Promise<Row[]> {
    const undeclared = Object.keys(where).find((field) => !projection.filters.includes(field));
    if (undeclared !== undefined) {
      throw new RangeError(`${projection.name} cannot be filtered by ${undeclared}`);
    }
    return this.session.read('readModels.list', () =>
      [...this.rowsOf(projection).seenBy(this.session)]
        .filter(({ key }) => before === undefined || key < before)
        .toSorted((a, b) => (a.key < b.key ? 1 : -1))
        .map(({ row }) => row.parse())
        .filter((row) => Object.entries(where).every(([field, value]) => textOf(row[field]) === value))
        .slice(0, limit),
    );
  }

  private rowsOf(projection: Projection): Table<string, KeyedRow> {
    const id = idOf(projection);
    if (!this.storage.projections.get(this.session, id)) {
      throw new Error(`${projection.name} has not been prepared`);
    }
    return this.storage.readModels.part(id);
  }

  private *open(ids: readonly string[]): Statement<void> {
    yield* this.storage.locks.wait(this.session, 'prepare');
    for (const id of ids) {
      const known = yield* this.storage.projections.latest(this.session, id);
      if (!known) this.storage.projections.write(this.session, id, {});
    }
  }

  private *write(rows: Table<string, KeyedRow>, changed: readonly Changed[]): Statement<void> {
    for (const { key, row } of changed) {
      const known = row ? yield* rows.latest(this.session, key) : yield* rows.latestSeen(this.session, key);
      if (row || known) rows.write(this.session, key, row && { key, row });
    }
  }

  private *move(ids: readonly string[], position: LogPosition): Statement<void> {
    for (const id of ids) {
      const prepared = yield* this.storage.projections.latestSeen(this.session, id);
      if (prepared) this.storage.projections.write(this.session, id, { position });
    }
  }
}

const idOf = ({ name, version }: LogReader): string => nameOf(name, version);

/** A field as filters compare it: text as it is, anything else as JSON. */
function textOf(field: unknown): string | undefined {
  if (field === undefined || field === null) return undefined;
  return typeof field === 'string' ? field : JSON.stringify(field);
}
