import {
  ConcurrentWrite,
  type SagaFilter,
  type SagaHistoryEntry,
  type SagaRef,
  sagaRefKey,
  type SagaStatus,
  type SagaStore,
  type SagaSummary,
  type SagaWrite,
  statusOf,
  type StoredSaga,
} from '#kernel';
import { Json, nameOf } from './json.js';
import type { OpenTables, SagaRow } from './tables.js';

export class MemorySagaStore implements SagaStore {
  constructor(private readonly tables: OpenTables) {}

  async load(refs: readonly SagaRef[]): Promise<Map<string, StoredSaga>> {
    const loaded = new Map<string, StoredSaga>();
    for (const ref of refs) {
      const row = this.tables.sagas.get(idOf(ref));
      if (!row) continue;
      loaded.set(sagaRefKey(ref), { instance: row.summary.parse().instance, revision: row.revision });
    }
    return loaded;
  }

  async save(writes: readonly SagaWrite[]): Promise<void> {
    const revisions = new Map<string, number>();
    for (const { instance, readRevision } of writes) {
      const id = idOf(instance);
      const revision = revisions.get(id) ?? this.tables.sagas.get(id)?.revision ?? 0;
      if (revision !== readRevision) {
        throw new ConcurrentWrite(`${sagaRefKey(instance)} is at ${revision}, and ${readRevision} was read`);
      }
      revisions.set(id, revision + 1);
    }
    for (const write of writes) this.write(write);
  }

  async list(filter: SagaFilter): Promise<SagaSummary[]> {
    return this.tables.sagas
      .values()
      .filter((row) => matches(row, filter))
      .toSorted((a, b) => compareNewestFirst(a, b))
      .slice(0, filter.limit)
      .map(({ summary }) => summary.parse());
  }

  async history(ref: SagaRef, limit: number): Promise<SagaHistoryEntry[]> {
    const entries = this.tables.sagaHistory.get(idOf(ref)) ?? [];
    return entries.slice(Math.max(0, entries.length - limit)).map((entry) => entry.parse());
  }

  async countByStatus(): Promise<{ saga: string; status: SagaStatus; count: number }[]> {
    const counts = new Map<string, { saga: string; status: SagaStatus; count: number }>();
    for (const { saga, status } of this.tables.sagas.values()) {
      const name = nameOf(saga, status);
      counts.set(name, { saga, status, count: (counts.get(name)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  }

  private write({ instance, readRevision, history }: SagaWrite): void {
    const { saga, key, definitionVersion, startedAt } = instance;
    const status = statusOf(instance);
    const updatedAt = new Date(this.tables.scope.now).toISOString();
    const summary: SagaSummary = {
      saga,
      key,
      definitionVersion,
      status,
      startedAt: startedAt === undefined ? null : new Date(startedAt).toISOString(),
      updatedAt,
      instance,
    };
    const id = idOf(instance);
    const revision = readRevision + 1;
    this.tables.sagas.set(id, { saga, key, status, revision, updatedAt, summary: new Json(summary) });
    const entries = history.map((entry) => new Json(entry));
    this.tables.sagaHistory.set(id, [...(this.tables.sagaHistory.get(id) ?? []), ...entries]);
  }
}

type Place = Required<SagaFilter>['before'];

const idOf = ({ saga, key }: SagaRef): string => nameOf(saga, key);

function matches(row: SagaRow, { saga, status, key, before }: SagaFilter): boolean {
  return (
    (saga === undefined || row.saga === saga) &&
    (status === undefined || row.status === status) &&
    (key === undefined || row.key === key) &&
    (before === undefined || compareNewestFirst(row, before) > 0)
  );
}

function compareNewestFirst(a: Place, b: Place): number {
  return compare(b.updatedAt, a.updatedAt) || compare(b.saga, a.saga) || compare(b.key, a.key);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
