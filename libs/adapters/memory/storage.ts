import type {
  Chance,
  DeadLetter,
  Envelope,
  Fact,
  LogPosition,
  Operation,
  QuarantinedFact,
  Row,
  SagaHistoryEntry,
  SagaStatus,
  SagaSummary,
  StoredChain,
  StoredEvent,
  Timer,
} from '#kernel';
import { Locks } from './engine/locks.js';
import { OrderedLog } from './engine/ordered-log.js';
import { PartedTable, Table } from './engine/table.js';
import { Writers } from './engine/writers.js';
import type { Json } from './stores/json.js';

export interface EventRow {
  readonly type: string;
  readonly streamVersion: number;
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
  readonly queue: string;
  readonly slot: number;
  readonly sequence: number;
  readonly key: string;
  readonly deliveredAt: number;
  readonly envelope: Json<Envelope>;
}

/** A key that waits: its first message failed, or somebody works on it outside a transaction. */
export interface BlockedKey {
  readonly key: string;
  /** The message that failed or is worked on: another one of the key has no failures. */
  readonly sequence: number;
  readonly until: number;
  readonly failures: number;
  readonly postponements: number;
  /** How often its lease ended without a word. */
  readonly starts: number;
  readonly leaseToken: string | undefined;
}

export interface OutgoingRow {
  readonly number: number;
  readonly queue: string;
  readonly messageId: string;
  readonly addedAt: number;
  readonly envelope: Json<Envelope>;
}

export interface OperationRow {
  readonly principal: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly operation: Json<Operation>;
}

export interface KeyedRow {
  readonly key: string;
  readonly row: Json<Row>;
}

export interface ReceivedRow {
  readonly queue: string;
  readonly messageId: string;
}

export interface RoleRow {
  readonly owner: string;
  readonly until: number;
}

/** All that a database keeps, whoever has opened it. */
export class Storage {
  readonly writers = new Writers();
  readonly locks = new Locks();
  /** By stream and version. */
  readonly events = new PartedTable<string, number, EventRow>();
  readonly log = new OrderedLog<EventRow>();
  readonly sagas = new Table<string, SagaRow>();
  /** By saga and place. */
  readonly sagaHistory = new PartedTable<string, number, Json<readonly SagaHistoryEntry[]>>();
  readonly timers = new Table<string, TimerRow>();
  /** What each queue has received, by queue and message. */
  readonly inbox = new Table<string, ReceivedRow>();
  /** Under `all`: UUIDv7 from before this time, in milliseconds since 1970, are no longer remembered. */
  readonly inboxHorizon = new Table<'all', number>();
  /** By queue and key. */
  readonly blockedKeys = new PartedTable<string, string, BlockedKey>();
  readonly deadLetters = new Table<number, Json<DeadLetter>>();
  readonly outgoing = new Table<number, OutgoingRow>();
  readonly outgoingLog = new OrderedLog<OutgoingRow>();
  readonly roles = new Table<string, RoleRow>();
  readonly operations = new Table<string, OperationRow>();
  /** Ids of operations by what their callers call them. */
  readonly idempotencyKeys = new Table<string, string>();
  readonly projections = new Table<string, { readonly position?: LogPosition }>();
  /** By projection and key. */
  readonly readModels = new PartedTable<string, string, KeyedRow>();
  readonly factChains = new Table<string, Json<StoredChain>>();
  /** By author and place. */
  readonly facts = new PartedTable<string, number, Json<Fact>>();
  /** By author, and by place and id. */
  readonly parkedFacts = new PartedTable<string, string, Json<Fact>>();
  /** By author and id. */
  readonly forkedFacts = new PartedTable<string, string, Json<Fact>>();
  /** By id and reason. */
  readonly quarantinedFacts = new Table<string, Json<QuarantinedFact>>();
  /** By store and card: the position of the card in the store's feed. */
  readonly feeds = new PartedTable<string, string, number>();
  readonly feedHeads = new Table<string, number>();
  private readonly queues = new Map<string, PartedTable<number, number, MessageRow>>();
  private lastNumber = 0;

  /** @param chance which slots a claim is given; without it those whose messages are oldest */
  constructor(readonly chance?: Chance) {
    this.writers.onHorizon((horizon) => {
      this.log.settleBelow(horizon);
      this.outgoingLog.settleBelow(horizon);
    });
  }

  /** Messages by slot and sequence. */
  messagesOf(queue: string): PartedTable<number, number, MessageRow> {
    const messages = this.queues.get(queue) ?? new PartedTable();
    this.queues.set(queue, messages);
    return messages;
  }

  get queueNames(): readonly string[] {
    return [...this.queues.keys()];
  }

  /** Grows; a number that an undone transaction took is not given again. */
  nextNumber(): number {
    this.lastNumber += 1;
    return this.lastNumber;
  }
}
