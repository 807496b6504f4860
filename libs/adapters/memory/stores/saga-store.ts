import {
  type SagaFilter,
  type SagaHistoryEntry,
  type SagaInstance,
  type SagaRef,
  sagaRefKey,
  type SagaStatus,
  type SagaStore,
  type SagaSummary,
  type SagaWrite,
  statusOf,
  type StoredSaga,
} from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { SagaRow, Storage } from '../storage.js';
import { Json, nameOf } from './json.js';
import { UnwakeableSagas } from './unwakeable-sagas.js';

interface NewRow {
  readonly id: string;
  readonly row: SagaRow;
  readonly history: Json<readonly SagaHistoryEntry[]> | undefined;
}

export class MemorySagaStore implements SagaStore {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  load(refs: readonly SagaRef[]): Promise<Map<string, StoredSaga>> {
    return this.session.read('sagas.load', () => {
      const loaded = new Map<string, StoredSaga>();
      for (const ref of refs) {
        const row = this.storage.sagas.get(this.session, idOf(ref));
        if (!row) continue;
        loaded.set(sagaRefKey(ref), { instance: row.summary.parse().instance, revision: row.revision });
      }
      return loaded;
    });
  }

  async save(writes: readonly SagaWrite[]): Promise<void> {
    if (writes.length === 0) return;
    const rows = writes.map((write) => this.rowOf(write));
    const written = await this.session.run('sagas.save', () => this.upsert(rows));
    if (written !== writes.length) this.session.refuse('A saga was written by somebody else');
  }

  list(filter: SagaFilter): Promise<SagaSummary[]> {
    return this.session.read('sagas.list', () =>
      [...this.storage.sagas.seenBy(this.session)]
        .filter((row) => matches(row, filter))
        .toSorted((a, b) => compareNewestFirst(a, b))
        .slice(0, filter.limit)
        .map(({ summary }) => summary.parse()),
    );
  }

  history(ref: SagaRef, limit: number): Promise<SagaHistoryEntry[]> {
    return this.session.read('sagas.history', () => {
      const parts = [...this.storage.sagaHistory.part(idOf(ref)).seenBy(this.session)];
      const entries = parts.flatMap((part) => part.parse());
      return entries.slice(Math.max(0, entries.length - limit));
    });
  }

  unwakeable(sagas: readonly string[], unchangedForMs: number, limit: number): Promise<SagaInstance[]> {
    return this.session.read('sagas.unwakeable', () =>
      new UnwakeableSagas(this.session, this.storage).find(sagas, unchangedForMs, limit),
    );
  }

  countByStatus(): Promise<{ saga: string; status: SagaStatus; count: number }[]> {
    return this.session.read('sagas.countByStatus', () => {
      const counts = new Map<string, { saga: string; status: SagaStatus; count: number }>();
      for (const { saga, status } of this.storage.sagas.seenBy(this.session)) {
        const name = nameOf(saga, status);
        counts.set(name, { saga, status, count: (counts.get(name)?.count ?? 0) + 1 });
      }
      return [...counts.values()];
    });
  }

  private rowOf({ instance, readRevision, history }: SagaWrite): NewRow {
    const { saga, key, definitionVersion, startedAt } = instance;
    const status = statusOf(instance);
    const updatedAt = new Date(this.session.clock.now()).toISOString();
    const summary: SagaSummary = {
      saga,
      key,
      definitionVersion,
      status,
      startedAt: startedAt === undefined ? null : new Date(startedAt).toISOString(),
      updatedAt,
      instance,
    };
    return {
      id: idOf(instance),
      row: { saga, key, status, revision: readRevision + 1, updatedAt, summary: new Json(summary) },
      history: history.length > 0 ? new Json(history) : undefined,
    };
  }

  /** @returns how many were written: those whose revision is the next one */
  private *upsert(rows: readonly NewRow[]): Statement<number> {
    const { sagas } = this.storage;
    const written = new Set<string>();
    for (const { id, row } of rows) {
      if (row.revision !== 1 && !sagas.get(this.session, id)) continue;
      const known = yield* sagas.latest(this.session, id);
      if (written.has(id)) throw new Error(`One call cannot write the saga ${id} twice`);
      const isNext = row.revision === (known?.revision ?? 0) + 1;
      if (isNext) written.add(id);
      // One that was written by somebody else is locked nevertheless.
      sagas.write(this.session, id, isNext ? row : known);
    }
    for (const { id, history } of rows) {
      if (history) this.storage.sagaHistory.part(id).write(this.session, this.storage.nextNumber(), history);
    }
    return written.size;
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
