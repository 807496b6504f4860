import {
  type Addressed,
  type Claimed,
  type ClaimRequest,
  ConcurrentWrite,
  type DeadLetter,
  type Leased,
  type Mailbox,
  type QueueKey,
  type Undeliverable,
} from '#kernel';
import { newestDeadLetters, putDeadLetter } from './dead-letters.js';
import { depthOf } from './depth.js';
import { groupBy } from './group-by.js';
import { Json, nameOf } from './json.js';
import type { MessageRow, OpenTables } from './tables.js';

/** Needs no locks: transactions follow one another, so a claim holds its keys until its transaction is over. */
export class MemoryMailbox implements Mailbox {
  private readonly claimedHere = new Set<number>();

  constructor(private readonly tables: OpenTables) {}

  async deliver(messages: readonly Addressed[]): Promise<number> {
    const fresh = messages.filter((message) => this.receive(message));
    for (const { queue } of fresh) this.tables.scope.delivered.add(queue);
    return fresh.length;
  }

  async claim({ queues, limit, share }: ClaimRequest): Promise<Claimed[]> {
    const keys = this.freeKeys(queues);
    const rows = keys
      .slice(0, Math.ceil(keys.length * share))
      .flat()
      .toSorted((a, b) => a.sequence - b.sequence)
      .slice(0, limit);
    for (const { sequence } of rows) this.claimedHere.add(sequence);
    return rows.map(claimed);
  }

  async claimIdle(keys: readonly QueueKey[]): Promise<QueueKey[]> {
    const waiting = this.tables.messages.values().filter(({ sequence }) => !this.claimedHere.has(sequence));
    const busy = new Set(waiting.map(({ queue, key }) => nameOf(queue, key)));
    return keys.filter(({ queue, key }) => !busy.has(nameOf(queue, key)));
  }

  async complete(messages: readonly Claimed[]): Promise<void> {
    const rows = messages.map((each) => this.rowOf(each));
    for (const { sequence } of rows) this.tables.messages.delete(sequence);
  }

  async lease(queue: string, limit: number, leaseMs: number): Promise<Leased[]> {
    const first = this.freeKeys([queue]).flatMap((messages) => messages.slice(0, 1));
    return first.slice(0, limit).map((row) => {
      const leaseToken = String(this.tables.nextSequence());
      this.write({ ...row, leaseToken, waitsUntil: this.now + leaseMs });
      return { ...claimed(row), leaseToken };
    });
  }

  async completeLeased(leased: Leased): Promise<boolean> {
    const row = this.find(leased);
    if (!row || !mayFinish(leased, row, this.now)) return false;
    this.tables.messages.delete(row.sequence);
    return true;
  }

  async extendLeases(leased: readonly Leased[], leaseMs: number): Promise<void> {
    for (const each of leased) {
      const row = this.find(each);
      if (row && mayFinish(each, row, this.now)) this.write({ ...row, waitsUntil: this.now + leaseMs });
    }
  }

  async fail(message: Claimed, _error: string, retryInMs: number): Promise<void> {
    const row = this.rowOf(message);
    const waitsUntil = this.now + retryInMs;
    this.write({ ...row, failures: row.failures + 1, waitsUntil, leaseToken: undefined });
  }

  async postpone(message: Claimed, _why: string, forMs: number): Promise<void> {
    const row = this.rowOf(message);
    const postponements = row.postponements + 1;
    this.write({ ...row, postponements, waitsUntil: this.now + forMs, leaseToken: undefined });
  }

  async bury(message: Claimed, reason: string, detail: string): Promise<string> {
    const { sequence, queue, failures, envelope } = this.rowOf(message);
    this.tables.messages.delete(sequence);
    return putDeadLetter(this.tables, { queue, reason, detail, failures, envelope: envelope.parse() });
  }

  async deliverDead(undeliverable: readonly Undeliverable[]): Promise<void> {
    for (const { queue, id, reason, detail, raw } of undeliverable) {
      if (!this.isNew(queue, id)) continue;
      putDeadLetter(this.tables, { queue, reason, detail, failures: 0, envelope: raw });
    }
  }

  async nextRetryInMs(queues: readonly string[]): Promise<number | undefined> {
    const times = this.keysOf(queues).map(endOfWait);
    if (times.length === 0) return undefined;
    return Math.max(0, times.reduce((a, b) => Math.min(a, b)) - this.now);
  }

  async deadLetters(limit: number, which?: 'all' | 'open'): Promise<DeadLetter[]> {
    return newestDeadLetters(this.tables, limit, which);
  }

  async depths(): Promise<{ queue: string; waiting: number; oldestMs: number }[]> {
    const queues = groupBy(this.tables.messages.values(), ({ queue }) => queue);
    return [...queues].map(([queue, rows]) => ({ queue, ...depthOf(rows, this.now) }));
  }

  private get now(): number {
    return this.tables.scope.now;
  }

  private receive({ queue, envelope }: Addressed): boolean {
    if (!this.isNew(queue, envelope.id)) return false;
    const sequence = this.tables.nextSequence();
    this.write({
      sequence,
      queue,
      key: envelope.key,
      deliveredAt: this.now,
      failures: 0,
      postponements: 0,
      waitsUntil: undefined,
      leaseToken: undefined,
      envelope: new Json(envelope),
    });
    return true;
  }

  /** Remembers the message. */
  private isNew(queue: string, id: string): boolean {
    const name = nameOf(queue, id);
    const isNew = this.tables.received.get(name) === undefined;
    this.tables.received.set(name, true);
    return isNew;
  }

  private freeKeys(queues: readonly string[]): MessageRow[][] {
    return this.keysOf(queues).filter((messages) => endOfWait(messages) <= this.now);
  }

  /** The messages of each key, those first whose oldest message is oldest. */
  private keysOf(queues: readonly string[]): MessageRow[][] {
    const wanted = this.tables.messages.values().filter(({ queue }) => queues.includes(queue));
    return [...groupBy(wanted, ({ queue, key }) => nameOf(queue, key)).values()];
  }

  private find({ sequence }: Claimed): MessageRow | undefined {
    return this.tables.messages.get(Number(sequence));
  }

  private rowOf(message: Claimed): MessageRow {
    const row = this.find(message);
    if (row && mayFinish(message, row, this.now)) return row;
    throw new ConcurrentWrite(`Message ${message.envelope.id} is gone, or leased by another`);
  }

  private write(row: MessageRow): void {
    this.tables.messages.set(row.sequence, row);
  }
}

/** Until when a key waits: as long as any of its messages. */
const endOfWait = (messages: readonly MessageRow[]): number =>
  messages.reduce((end, { waitsUntil }) => Math.max(end, waitsUntil ?? 0), 0);

/** Whether nobody else has been given the message since. */
function mayFinish(message: Claimed | Leased, row: MessageRow, now: number): boolean {
  if ('leaseToken' in message) return message.leaseToken === row.leaseToken;
  return row.leaseToken === undefined || (row.waitsUntil ?? 0) <= now;
}

const claimed = ({ queue, sequence, failures, postponements, envelope }: MessageRow): Claimed => ({
  queue,
  sequence: String(sequence),
  failures,
  postponements,
  envelope: envelope.parse(),
});
