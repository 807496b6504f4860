import type { Deal, DeadLetter, DeadLetters, DealtWith, Envelope } from '#kernel';
import { groupBy } from './group-by.js';
import { Json, nameOf } from './json.js';
import type { OpenTables } from './tables.js';

export function putDeadLetter(tables: OpenTables, letter: Omit<DeadLetter, 'id' | 'at'>): string {
  const sequence = tables.nextSequence();
  const at = new Date(tables.scope.now).toISOString();
  tables.deadLetters.set(sequence, new Json<DeadLetter>({ ...letter, id: String(sequence), at }));
  return String(sequence);
}

export const newestDeadLetters = (
  tables: OpenTables,
  limit: number,
  which: 'all' | 'open' = 'all',
): DeadLetter[] =>
  tables.deadLetters
    .values()
    .map((letter) => letter.parse())
    .filter(({ dealtWith }) => which === 'all' || dealtWith === undefined)
    .toReversed()
    .slice(0, limit);

export class MemoryDeadLetters implements DeadLetters {
  constructor(private readonly tables: OpenTables) {}

  async find(id: string): Promise<DeadLetter | undefined> {
    return this.tables.deadLetters.get(Number(id))?.parse();
  }

  async replay(id: string, deal: Deal): Promise<boolean> {
    const letter = await this.find(id);
    if (!letter || !isMessage(letter.envelope) || !this.mark(letter, 'replayed', deal)) return false;
    const { queue, envelope } = letter;
    const sequence = this.tables.nextSequence();
    this.tables.received.set(nameOf(queue, envelope.id), true);
    this.tables.messages.set(sequence, {
      sequence,
      queue,
      key: envelope.key,
      deliveredAt: this.tables.scope.now,
      failures: 0,
      postponements: 0,
      waitsUntil: undefined,
      leaseToken: undefined,
      envelope: new Json(envelope),
    });
    this.tables.scope.delivered.add(queue);
    return true;
  }

  async discard(id: string, deal: Deal): Promise<boolean> {
    const letter = await this.find(id);
    return letter !== undefined && this.mark(letter, 'discarded', deal);
  }

  async countOpen(): Promise<{ queue: string; count: number }[]> {
    const open = newestDeadLetters(this.tables, Number.POSITIVE_INFINITY, 'open');
    return [...groupBy(open, ({ queue }) => queue)].map(([queue, { length: count }]) => ({ queue, count }));
  }

  private mark(letter: DeadLetter, outcome: DealtWith['outcome'], { by, reason }: Deal): boolean {
    if (letter.dealtWith) return false;
    const dealtWith = { outcome, by, reason, at: new Date(this.tables.scope.now).toISOString() };
    this.tables.deadLetters.set(Number(letter.id), new Json<DeadLetter>({ ...letter, dealtWith }));
    return true;
  }
}

const isMessage = (raw: unknown): raw is Envelope =>
  typeof raw === 'object' && raw !== null && 'key' in raw && typeof raw.key === 'string';
