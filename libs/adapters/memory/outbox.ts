import type { Addressed, Outbox, OutboxRow } from '#kernel';
import { putDeadLetter } from './dead-letters.js';
import { depthOf } from './depth.js';
import { Json, nameOf } from './json.js';
import type { OpenTables } from './tables.js';

export class MemoryOutbox implements Outbox {
  /** Sequences that this transaction has added, which nobody reads before it commits. */
  private readonly added = new Set<number>();

  constructor(private readonly tables: OpenTables) {}

  async add(messages: readonly Addressed[]): Promise<void> {
    for (const { queue, envelope } of messages) {
      const sequence = this.tables.nextSequence();
      this.added.add(sequence);
      const { now } = this.tables.scope;
      const messageId = envelope.id;
      this.tables.outgoing.set(sequence, {
        sequence,
        queue,
        messageId,
        deliveredAt: now,
        envelope: new Json(envelope),
      });
    }
  }

  async read(after: string | undefined, limit: number): Promise<OutboxRow[]> {
    const last = after === undefined ? 0 : Number(after);
    return this.tables.outgoing
      .values()
      .filter(({ sequence }) => sequence > last && !this.added.has(sequence))
      .slice(0, limit)
      .map(({ sequence, queue, envelope }) => ({
        sequence: String(sequence),
        queue,
        envelope: envelope.parse(),
      }));
  }

  async settle(messages: readonly { readonly queue: string; readonly messageId: string }[]): Promise<void> {
    const settled = new Set(messages.map(({ queue, messageId }) => nameOf(queue, messageId)));
    for (const { sequence, queue, messageId } of this.tables.outgoing.values()) {
      if (settled.has(nameOf(queue, messageId))) this.tables.outgoing.delete(sequence);
    }
  }

  async park({ sequence }: OutboxRow, reason: string): Promise<void> {
    const row = this.tables.outgoing.get(Number(sequence));
    if (!row) return;
    this.tables.outgoing.delete(row.sequence);
    const { queue, envelope } = row;
    putDeadLetter(this.tables, {
      queue,
      reason: 'not-carried',
      detail: reason,
      failures: 0,
      envelope: envelope.parse(),
    });
  }

  async depth(): Promise<{ waiting: number; oldestMs: number }> {
    return depthOf(this.tables.outgoing.values(), this.tables.scope.now);
  }
}
