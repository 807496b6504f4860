import type { Addressed, Backlog, Envelope, Outbox, OutboxRow } from '#kernel';
import type { Statement } from '../engine/holder.js';
import { comparePlaces, type Place } from '../engine/ordered-log.js';
import type { Session } from '../engine/session.js';
import type { Storage } from '../storage.js';
import { MemoryDeadLetters } from './dead-letters.js';
import { Json, nameOf } from './json.js';
import { placeAt, positionAt } from './log-position.js';

interface Outgoing {
  readonly queue: string;
  readonly messageId: string;
  readonly envelope: Json<Envelope>;
}

export class MemoryOutbox implements Outbox {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  async add(messages: readonly Addressed[]): Promise<void> {
    if (messages.length === 0) return;
    const rows = messages.map(({ queue, envelope }) => ({
      queue,
      messageId: envelope.id,
      envelope: new Json(envelope),
    }));
    await this.session.read('outbox.add', () => {
      for (const row of rows) this.insert(row);
    });
  }

  async read(after: string | undefined, limit: number): Promise<OutboxRow[]> {
    const place = after === undefined ? undefined : placeAt(after);
    return this.session.read('outbox.read', () => {
      this.storage.outgoingLog.compact();
      const read: OutboxRow[] = [];
      for (const entry of this.storage.outgoingLog.after(place)) {
        if (read.length >= limit) break;
        const row = entry.row.seenBy(this.session);
        if (row) read.push({ sequence: positionAt(entry), queue: row.queue, envelope: row.envelope.parse() });
      }
      return read;
    });
  }

  async settle(messages: readonly { readonly queue: string; readonly messageId: string }[]): Promise<void> {
    if (messages.length === 0) return;
    const names = new Set(messages.map(({ queue, messageId }) => nameOf(queue, messageId)));
    await this.session.run('outbox.settle', () => this.remove(names));
  }

  async park({ sequence }: OutboxRow, reason: string): Promise<void> {
    const place = placeAt(sequence);
    await this.session.run('outbox.park', () => this.setAside(place, reason));
  }

  async backlog(countMax: number): Promise<Backlog> {
    const { waiting, oldestMs } = await this.depth();
    return { waiting: Math.min(waiting, countMax), oldestMs };
  }

  depth(): Promise<{ waiting: number; oldestMs: number }> {
    return this.session.read('outbox.depth', () => {
      const rows = [...this.storage.outgoing.seenBy(this.session)];
      const now = this.session.clock.now();
      const oldest = rows.reduce((since, { addedAt }) => Math.min(since, addedAt), now);
      return { waiting: rows.length, oldestMs: now - oldest };
    });
  }

  private insert(row: Outgoing): void {
    const number = this.storage.nextNumber();
    const kept = { ...row, number, addedAt: this.session.now };
    const written = this.storage.outgoing.write(this.session, number, kept);
    this.storage.outgoingLog.add(this.session.writer, written);
  }

  private *remove(names: ReadonlySet<string>): Statement<void> {
    const seen = [...this.storage.outgoing.seenBy(this.session)];
    const received = seen.filter(({ queue, messageId }) => names.has(nameOf(queue, messageId)));
    for (const { number } of received) {
      const row = yield* this.storage.outgoing.latest(this.session, number);
      if (row) this.storage.outgoing.write(this.session, number, undefined);
    }
  }

  private *setAside(place: Place, reason: string): Statement<void> {
    const [entry] = this.storage.outgoingLog.after({ ...place, number: place.number - 1 });
    const seen = entry && comparePlaces(entry, place) === 0 ? entry.row.seenBy(this.session) : undefined;
    const row = seen && (yield* this.storage.outgoing.latest(this.session, seen.number));
    if (!row) return;
    this.storage.outgoing.write(this.session, row.number, undefined);
    const { queue, envelope } = row;
    new MemoryDeadLetters(this.session, this.storage).put({
      queue,
      reason: 'not-carried',
      detail: reason,
      failures: 0,
      envelope: envelope.parse(),
    });
  }
}
