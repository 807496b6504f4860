import type { Message, SagaHistoryEntry, SagaInput } from '#kernel';

import { attemptOf } from './ledger.js';
import type { Moved } from './move.js';
import type { Turn } from './participants.js';
import type { SagaTurn } from './saga-turn.js';
import type { Work } from './world.js';

/** A move as it was made, at its time in milliseconds since the story began. */
export interface Told {
  readonly afterMs: number;
  readonly what: string;
}

/** `takes inventory.reserve-inventory, and answers inventory.inventory-reserved` */
export function workTold({ participant, message }: Work, how: string, turn?: Turn<unknown>): string {
  const what = `${participant} ${how} ${message.type}`;
  if (!turn) return what;
  const { answers = [], asks = [] } = turn;
  const says = [...answers, ...asks].map(({ type }) => type);
  return says.length === 0 ? `${what}, and says nothing` : `${what}: ${says.join(', ')}`;
}

export function sagaTook(input: SagaInput, { world, reaction, violation }: SagaTurn): Moved {
  return {
    world,
    violation,
    told: () => [heard(input), ...reaction.history.flatMap((entry) => entryTold(entry))].join('; '),
  };
}

function heard(input: SagaInput): string {
  switch (input.kind) {
    case 'start':
    case 'event':
      return `the saga hears of ${input.message.type}`;
    case 'reply':
      return `the saga takes the answer ${answer(input.token, input.message)}`;
    case 'timer':
      return `time is up for "${input.token.split(':')[0] ?? ''}"`;
    case 'decision':
      return `${input.by} ${input.approved ? 'approves' : 'rejects'} "${input.step}"`;
    case 'undeliverable':
      return `the saga learns that its command for "${attemptOf(input.token).path}" was buried`;
    case 'resume':
      return `${input.by} resumes the saga`;
  }
}

function answer(token: string, { type }: Message): string {
  const { path, attempt } = attemptOf(token);
  return attempt > 1 ? `${type} to attempt ${attempt} of "${path}"` : type;
}

function entryTold({ what, step, detail }: SagaHistoryEntry): string[] {
  switch (what) {
    case 'started':
    case 'decided':
    case 'resumed':
    case 'refused':
    case 'timed out':
      return [];
    case 'sent':
      return [`it sends ${detail ?? ''}`];
    case 'waits':
      return detail === 'operator' ? [] : [`it waits at "${step ?? ''}"`];
    case 'undoing':
      return [`it goes back: ${detail ?? ''}`];
    case 'done':
    case 'undone':
    case 'skipped':
    case 'stuck':
      return [`"${step ?? ''}" is ${what}`];
    case 'noted':
      return [`it notes: ${detail ?? ''}`];
    case 'ignored':
      return [`it ignores that: ${detail ?? ''}`];
    case 'overdue':
    case 'completed':
    case 'compensated':
      return [`it is ${what}`];
  }
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `0 s`, `2 min`, `1 h 30 min`, `250 ms` */
export function durationTold(ms: number): string {
  let rest = ms;
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  if (rest > 0) parts.push(`${rest} ms`);
  return parts.join(' ') || '0 s';
}

/** Numbered lines, each with its time. */
export function storyOf(told: readonly Told[]): string {
  const times = told.map(({ afterMs }) => durationTold(afterMs));
  const width = Math.max(0, ...times.map(({ length }) => length));
  const digits = String(told.length).length;
  return told
    .map(({ what }, n) => `${String(n + 1).padStart(digits)}. ${(times[n] ?? '').padEnd(width)}  ${what}`)
    .join('\n');
}
