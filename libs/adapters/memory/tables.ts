import type {
  DeadLetter,
  Envelope,
  LogPosition,
  Operation,
  Row,
  SagaHistoryEntry,
  SagaStatus,
  SagaSummary,
  StoredEvent,
  Timer,
} from '#kernel';
import type { Json } from './json.js';
import { Table } from './table.js';
import type { TransactionScope } from './transaction-scope.js';

export interface EventRow {
  readonly type: string;
  readonly event: Json<StoredEvent>;
}

export interface SagaRow {
  readonly saga: string;
  readonly key: string;
  readonly status: SagaStatus;
  readonly revision: number;
  readonly updatedAt: string;
  readonly summary: Json<SagaSummary>;
}

export interface TimerRow {
  readonly timer: Timer;
  readonly dueAt: number;
}

export interface MessageRow {
  readonly sequence: number;
  readonly queue: string;
  readonly key: string;
  readonly deliveredAt: number;
  readonly failures: number;
  readonly postponements: number;
  /** Until when its key waits, for a retry or for the end of a lease. */
  readonly waitsUntil: number | undefined;
  readonly leaseToken: string | undefined;
  readonly envelope: Json<Envelope>;
}

export interface OutgoingRow {
  readonly sequence: number;
  readonly queue: string;
  readonly messageId: string;
  readonly deliveredAt: number;
  readonly envelope: Json<Envelope>;
}

export interface OperationRow {
  readonly principal: string;
  readonly fingerprint: string;
  readonly operation: Json<Operation>;
}

/** All that a database keeps. */
export class Tables {
  /** By position: 1, 2, 3 … */
  readonly events = new Table<number, EventRow>();
  /** The positions of the events of each stream. */
  readonly streams = new Table<string, readonly number[]>();
  readonly sagas = new Table<string, SagaRow>();
  readonly sagaHistory = new Table<string, readonly Json<SagaHistoryEntry>[]>();
  readonly timers = new Table<string, TimerRow>();
  readonly messages = new Table<number, MessageRow>();
  /** Every message that a queue has ever been given. */
  readonly received = new Table<string, true>();
  readonly deadLetters = new Table<number, Json<DeadLetter>>();
  readonly outgoing = new Table<number, OutgoingRow>();
  readonly roles = new Table<string, { readonly owner: string; readonly until: number }>();
  readonly operations = new Table<string, OperationRow>();
  /** Ids of operations by what their callers call them. */
  readonly idempotencyKeys = new Table<string, string>();
  readonly projections = new Table<string, { readonly position?: LogPosition }>();
  private readonly projectionRows = new Map<string, Table<string, readonly [key: string, Json<Row>]>>();
  private lastSequence = 0;

  /** Grows; a number that an undone transaction took is not given again. */
  nextSequence(): number {
    this.lastSequence += 1;
    return this.lastSequence;
  }

  rowsOf(projection: string): Table<string, readonly [key: string, Json<Row>]> {
    const rows = this.projectionRows.get(projection) ?? new Table();
    this.projectionRows.set(projection, rows);
    return rows;
  }
}

/** The tables as one transaction sees them. */
export function openTables(tables: Tables, scope: TransactionScope) {
  return {
    scope,
    nextSequence: () => tables.nextSequence(),
    rowsOf: (projection: string) => scope.view(tables.rowsOf(projection)),
    events: scope.view(tables.events),
    streams: scope.view(tables.streams),
    sagas: scope.view(tables.sagas),
    sagaHistory: scope.view(tables.sagaHistory),
    timers: scope.view(tables.timers),
    messages: scope.view(tables.messages),
    received: scope.view(tables.received),
    deadLetters: scope.view(tables.deadLetters),
    outgoing: scope.view(tables.outgoing),
    roles: scope.view(tables.roles),
    operations: scope.view(tables.operations),
    idempotencyKeys: scope.view(tables.idempotencyKeys),
    projections: scope.view(tables.projections),
  };
}

export type OpenTables = ReturnType<typeof openTables>;
