import type { DeadLetter } from '#kernel';
import { Json } from './json.js';
import type { OpenTables } from './tables.js';

export function putDeadLetter(tables: OpenTables, letter: Omit<DeadLetter, 'id' | 'at'>): string {
  const sequence = tables.nextSequence();
  const at = new Date(tables.scope.now).toISOString();
  tables.deadLetters.set(sequence, new Json<DeadLetter>({ ...letter, id: String(sequence), at }));
  return String(sequence);
}

export const newestDeadLetters = (tables: OpenTables, limit: number): DeadLetter[] =>
  tables.deadLetters
    .values()
    .toReversed()
    .slice(0, limit)
    .map((letter) => letter.parse());
