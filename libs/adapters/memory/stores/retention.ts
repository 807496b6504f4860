import type { Retention } from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Table } from '../engine/table.js';
import type { Session } from '../engine/session.js';
import type { Storage } from '../storage.js';
import { nameOf } from './json.js';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday after the beginning of 1970. */
const MONDAY_MS = 4 * DAY_MS;

/** Whether it is a UUIDv7 from before this time, in milliseconds since 1970. */
export function isOlder(id: string, than: number): boolean {
  return id.charAt(14) === '7' && Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) < than;
}

export class MemoryRetention implements Retention {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  async makeRoom(): Promise<void> {}

  async forgetMessages(olderThanMs: number): Promise<boolean> {
    const age = this.session.now - olderThanMs - MONDAY_MS;
    const horizon = MONDAY_MS + Math.floor(age / WEEK_MS) * WEEK_MS;
    return this.session.run('retention.forgetMessages', () => this.forgetBefore(horizon));
  }

  deleteOperations(olderThanMs: number, limit: number): Promise<number> {
    return this.session.run('retention.deleteOperations', () => this.removeOperations(olderThanMs, limit));
  }

  deleteSagaHistories(olderThanMs: number, limit: number): Promise<number> {
    return this.session.run('retention.deleteSagaHistories', () => this.removeHistories(olderThanMs, limit));
  }

  deleteDeadLetters(olderThanMs: number, limit: number): Promise<number> {
    return this.session.run('retention.deleteDeadLetters', () => this.removeLetters(olderThanMs, limit));
  }

  private *forgetBefore(horizon: number): Statement<boolean> {
    const { inbox, inboxHorizon } = this.storage;
    if (((yield* inboxHorizon.latest(this.session, 'all')) ?? 0) >= horizon) return false;
    inboxHorizon.write(this.session, 'all', horizon);
    const old = [...inbox.seenBy(this.session)].filter(({ messageId }) => isOlder(messageId, horizon));
    for (const { queue, messageId } of old) yield* this.remove(inbox, nameOf(queue, messageId));
    return true;
  }

  private *removeOperations(olderThanMs: number, limit: number): Statement<number> {
    const before = this.session.now - olderThanMs;
    const { operations, idempotencyKeys } = this.storage;
    const old = [...operations.seenBy(this.session)]
      .map((row) => ({ ...row, ...row.operation.parse() }))
      .filter(({ id, endedAt }) => isOlder(id, before) && isBefore(endedAt, before))
      .slice(0, limit);
    for (const { id, principal, idempotencyKey } of old) {
      yield* this.remove(operations, id);
      yield* this.remove(idempotencyKeys, nameOf(principal, idempotencyKey));
    }
    return old.length;
  }

  private *removeHistories(olderThanMs: number, limit: number): Statement<number> {
    const before = this.session.now - olderThanMs;
    const old = [...this.storage.sagas.seenBy(this.session)]
      .filter(({ status, updatedAt }) => HAS_ENDED.has(status) && isBefore(updatedAt, before))
      .map(({ saga, key }) => this.storage.sagaHistory.part(nameOf(saga, key)))
      .filter((history) => !history.keysSeenBy(this.session).next().done)
      .slice(0, limit);
    for (const history of old) {
      for (const number of history.keysSeenBy(this.session)) yield* this.remove(history, number);
    }
    return old.length;
  }

  private *removeLetters(olderThanMs: number, limit: number): Statement<number> {
    const before = this.session.now - olderThanMs;
    const old = [...this.storage.deadLetters.seenBy(this.session)]
      .map((letter) => letter.parse())
      .filter(({ dealtWith }) => isBefore(dealtWith?.at, before))
      .slice(0, limit);
    for (const { id } of old) yield* this.remove(this.storage.deadLetters, Number(id));
    return old.length;
  }

  private *remove<K, V extends NonNullable<unknown>>(table: Table<K, V>, key: K): Statement<void> {
    if ((yield* table.latest(this.session, key)) !== undefined) table.write(this.session, key, undefined);
  }
}

const HAS_ENDED: ReadonlySet<string> = new Set(['completed', 'compensated']);

const isBefore = (at: string | undefined, time: number): boolean => at !== undefined && Date.parse(at) < time;
