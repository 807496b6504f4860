import {
  sagaRefKey,
  type SagaFilter,
  type SagaHistoryEntry,
  type SagaInstance,
  type SagaRef,
  type SagaStatus,
  type SagaStore,
  type SagaSummary,
  type SagaWrite,
  statusOf,
  type StoredSaga,
} from '#kernel';
import type { Session, Statement } from '../session.js';
import { UNWAKEABLE } from './unwakeable-sagas.js';

const LOAD = {
  name: 'saga-load',
  text: `select s.saga, s.key, s.revision, s.instance
    from unnest($1::text[], $2::text[]) as wanted (saga, key)
    join countersign.saga s on s.saga = wanted.saga and s.key = wanted.key`,
};

// The condition on the revision makes the upsert a compare-and-set, for new rows too.
const SAVE = {
  name: 'saga-save',
  text: `with written as (
    insert into countersign.saga as s
      (saga, key, revision, definition_version, status, instance, started_at, updated_at)
    select saga, key, revision, definition_version, status, instance,
      to_timestamp(started_at / 1000.0), clock_timestamp()
    from unnest($1::text[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::jsonb[], $7::float8[])
      as w (saga, key, revision, definition_version, status, instance, started_at)
    where w.revision = 1
      or exists (select 1 from countersign.saga known where known.saga = w.saga and known.key = w.key)
    on conflict (saga, key) do update
      set revision = excluded.revision, status = excluded.status, instance = excluded.instance,
        definition_version = excluded.definition_version, started_at = excluded.started_at,
        updated_at = excluded.updated_at
      where s.revision = excluded.revision - 1
    returning 1),
  told as (
    insert into countersign.saga_history (saga, key, entries)
    select saga, key, entries
    from unnest($1::text[], $2::text[], $8::jsonb[]) as h (saga, key, entries)
    where jsonb_array_length(entries) > 0)
  select count(*)::integer as written from written`,
};

const LIST = {
  name: 'saga-list',
  text: `select saga, key, definition_version, status, instance,
      to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as started_at,
      to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as updated_at
    from countersign.saga
    where ($1::text is null or saga = $1) and ($2::text is null or status = $2)
      and ($3::text is null or key = $3)
      and ($4::timestamptz is null or (updated_at, saga, key) < ($4::timestamptz, $5::text, $6::text))
    order by updated_at desc, saga desc, key desc limit $7`,
};

const HISTORY = {
  name: 'saga-history',
  text: `select entry from countersign.saga_history h, jsonb_array_elements(h.entries) with ordinality as e (entry, place)
    where saga = $1 and key = $2 order by h.sequence desc, e.place desc limit $3`,
};

const COUNT: Statement = {
  name: 'saga-count',
  isLong: true,
  text: `select saga, status, count(*)::integer as count from countersign.saga group by saga, status`,
};

interface SagaRow {
  saga: string;
  key: string;
  instance: SagaInstance;
}

interface SummaryRow extends SagaRow {
  definition_version: number;
  status: SagaStatus;
  started_at: string | null;
  updated_at: string;
}

export class PostgresSagaStore implements SagaStore {
  constructor(private readonly session: Session) {}

  async load(refs: readonly SagaRef[]): Promise<Map<string, StoredSaga>> {
    if (refs.length === 0) return new Map();
    const rows = await this.session.rows<SagaRow & { revision: number }>(LOAD, [
      refs.map((each) => each.saga),
      refs.map((each) => each.key),
    ]);
    return new Map(rows.map((row) => [sagaRefKey(row), { instance: row.instance, revision: row.revision }]));
  }

  async save(writes: readonly SagaWrite[]): Promise<void> {
    if (writes.length === 0) return;
    const column = <T>(pick: (write: SagaWrite) => T): T[] => writes.map(pick);
    const [row] = await this.session.rows<{ written: number }>(SAVE, [
      column((each) => each.instance.saga),
      column((each) => each.instance.key),
      column((each) => each.readRevision + 1),
      column((each) => each.instance.definitionVersion),
      column((each) => statusOf(each.instance)),
      column((each) => JSON.stringify(each.instance)),
      column((each) => each.instance.startedAt ?? null),
      column((each) => JSON.stringify(each.history)),
    ]);
    if (row?.written !== writes.length) this.session.refuse('A saga was written by somebody else');
  }

  async list(filter: SagaFilter): Promise<SagaSummary[]> {
    const rows = await this.session.rows<SummaryRow>(LIST, [
      filter.saga ?? null,
      filter.status ?? null,
      filter.key ?? null,
      filter.before?.updatedAt ?? null,
      filter.before?.saga ?? null,
      filter.before?.key ?? null,
      filter.limit,
    ]);
    return rows.map((row) => ({
      saga: row.saga,
      key: row.key,
      definitionVersion: row.definition_version,
      status: row.status,
      startedAt: row.started_at,
      updatedAt: row.updated_at,
      instance: row.instance,
    }));
  }

  async history(ref: SagaRef, limit: number): Promise<SagaHistoryEntry[]> {
    const rows = await this.session.rows<{ entry: SagaHistoryEntry }>(HISTORY, [ref.saga, ref.key, limit]);
    return rows.map((row) => row.entry).toReversed();
  }

  async unwakeable(sagas: readonly string[], unchangedForMs: number, limit: number): Promise<SagaInstance[]> {
    const values = [sagas, unchangedForMs, limit];
    return (await this.session.rows<SagaRow>(UNWAKEABLE, values)).map(({ instance }) => instance);
  }

  async countByStatus() {
    return this.session.rows<{ saga: string; status: SagaStatus; count: number }>(COUNT);
  }
}
