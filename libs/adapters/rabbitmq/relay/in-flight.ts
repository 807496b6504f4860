import type { OutboxRow } from '#kernel';

/** A row on its way, and the place in the outbox from which it is read again. */
export interface Carried {
  readonly row: OutboxRow;
  readonly readAfter: string | undefined;
}

export interface Verdict extends Carried {
  /** How many were published before it on the channel. */
  readonly tag: number;
  /** The broker has given it back: it knows no queue for it. */
  readonly returned: boolean;
}

interface Entry extends Carried {
  readonly order: string;
  readonly bytes: number;
  readonly publishedAtMs: number;
  returned: boolean;
}

/** What was published on one channel and is not confirmed, by delivery tags: 1, 2, 3 … */
export class InFlight {
  private readonly entries = new Map<number, Entry>();
  private readonly orders = new Set<string>();
  private lastTag = 0;
  private sumBytes = 0;

  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.sumBytes;
  }

  add(carried: Carried, bytes: number, publishedAtMs: number): void {
    const order = orderOf(carried.row);
    this.lastTag += 1;
    this.sumBytes += bytes;
    this.orders.add(order);
    this.entries.set(this.lastTag, { ...carried, order, bytes, publishedAtMs, returned: false });
  }

  /** Whether a row must not follow yet: were the one before it refused, it would overtake it. */
  hasOneBefore(row: OutboxRow): boolean {
    return this.orders.has(orderOf(row));
  }

  /** A message comes back before it is confirmed; the same message may be under way more than once. */
  markReturned(queue: string, messageId: string): void {
    for (const entry of this.entries.values()) {
      const { row } = entry;
      if (entry.returned || row.queue !== queue || row.envelope.id !== messageId) continue;
      entry.returned = true;
      return;
    }
  }

  /** Takes out what a confirmation is about. */
  settle(tag: number, andAllBefore: boolean): Verdict[] {
    const verdicts: Verdict[] = [];
    const tags = andAllBefore ? this.tagsUpTo(tag) : [tag];
    for (const each of tags) {
      const entry = this.entries.get(each);
      if (!entry) continue;
      this.entries.delete(each);
      this.orders.delete(entry.order);
      this.sumBytes -= entry.bytes;
      verdicts.push({ row: entry.row, readAfter: entry.readAfter, tag: each, returned: entry.returned });
    }
    return verdicts;
  }

  /** What was published before that time. */
  olderThan(timeMs: number): Carried[] {
    return [...this.entries.values()].filter(({ publishedAtMs }) => publishedAtMs < timeMs);
  }

  largest(): Carried | undefined {
    return [...this.entries.values()].toSorted((a, b) => b.bytes - a.bytes)[0];
  }

  private tagsUpTo(last: number): number[] {
    const tags: number[] = [];
    for (const tag of this.entries.keys()) {
      if (tag > last) break;
      tags.push(tag);
    }
    return tags;
  }
}

/** Rows of one key follow one another in a queue. */
function orderOf({ queue, envelope }: OutboxRow): string {
  return `${queue}\n${envelope.key}`;
}
