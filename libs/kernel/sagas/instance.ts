import type { SagaState } from './definition.js';

/** Why a command of a saga was sent. `close` is the last command of a saga that was undone. */
export type Purpose = 'do' | 'undo' | 'cancel' | 'close';

/** The path of the last command of a saga that was undone. */
export const CLOSING = 'close';

interface Waiting {
  /** The step, with the item's index in a for-each: `hold cards[1]`. */
  readonly path: string;
  readonly step: string;
  readonly item?: unknown;
  /** Milliseconds since 1970. */
  readonly since: number;
}

interface Attempting extends Waiting {
  readonly purpose: Purpose;
  /** 1 is the first. */
  readonly attempt: number;
}

/** An answer is on its way. */
export interface PendingReply extends Attempting {
  readonly kind: 'reply';
  readonly token: string;
  readonly commandId: string;
  readonly command: string;
  readonly deadlineAt?: number;
  /** What the participant last said about its progress. */
  readonly note?: string;
}

/** An attempt failed for certain; the next is made later. */
export interface PendingPause extends Attempting {
  readonly kind: 'pause';
  readonly until: number;
  readonly because: string;
  /** The end of the time that all attempts of the step have together. */
  readonly deadlineAt?: number;
}

/** Nobody but a person can help; an answer that arrives after all is still taken. */
export interface PendingOperator extends Attempting {
  readonly kind: 'operator';
  readonly token: string;
  readonly because: string;
}

export interface PendingEvent extends Waiting {
  readonly kind: 'event';
  readonly event: string;
  readonly deadlineAt?: number;
}

export interface PendingTime extends Waiting {
  readonly kind: 'time';
  readonly until: number;
}

export interface PendingPerson extends Waiting {
  readonly kind: 'person';
  readonly permission: string;
  readonly deadlineAt: number;
}

export type Pending =
  PendingReply | PendingPause | PendingOperator | PendingEvent | PendingTime | PendingPerson;

/** A step that is behind the saga. */
export interface TrailEntry {
  readonly path: string;
  readonly step: string;
  readonly item?: unknown;
  readonly outcome: 'done' | 'skipped' | 'undone' | 'cancelled';
}

/** Something still to be undone. */
export interface UndoTask {
  readonly path: string;
  readonly step: string;
  readonly item?: unknown;
  readonly purpose: 'undo' | 'cancel' | 'close';
}

/** An attempt that was given up without knowing its outcome. */
export interface Abandoned {
  readonly token: string;
  readonly path: string;
  readonly step: string;
  readonly item?: unknown;
}

export type SagaStatus = 'not-started' | 'running' | 'compensating' | 'stuck' | 'completed' | 'compensated';

/** One running saga, as JSON. */
export interface SagaInstance {
  readonly saga: string;
  /** The version of the definition that it runs on, from start to end. */
  readonly definitionVersion: number;
  /** Business key, for instance the purchase's id. */
  readonly key: string;
  readonly direction: 'forward' | 'backward';
  readonly ended?: 'completed' | 'compensated';
  readonly state: SagaState;
  /** Index of the current node. */
  readonly at: number;
  /** The items of the current for-each, and how many of them are behind. */
  readonly items: readonly unknown[];
  readonly itemsDone: number;
  readonly trail: readonly TrailEntry[];
  readonly pending: readonly Pending[];
  readonly undoing: readonly UndoTask[];
  readonly abandoned: readonly Abandoned[];
  /** Events that came before the saga waited for them. */
  readonly early: readonly { readonly type: string; readonly data: unknown }[];
  /** Why the saga is to be undone. */
  readonly undoReason?: string;
  /** The refusal that led to undoing, as it was received. */
  readonly refusal?: { readonly type: string; readonly data: unknown };
  /** When the whole saga should be over, in milliseconds since 1970. */
  readonly deadlineAt?: number;
  /** Past its deadline with no way back. */
  readonly overdue?: boolean;
  readonly startedAt?: number;
  readonly correlationId: string;
  readonly operationId?: string;
}

export function statusOf(instance: SagaInstance): SagaStatus {
  if (instance.ended) return instance.ended;
  if (instance.startedAt === undefined) return 'not-started';
  if (instance.pending.some((each) => each.kind === 'operator')) return 'stuck';
  return instance.direction === 'forward' ? 'running' : 'compensating';
}

/** The timers that an instance needs, by token: a function of its state, so none is ever forgotten. */
export function timersOf(instance: SagaInstance): ReadonlyMap<string, number> {
  const timers = new Map<string, number>();
  if (instance.ended || instance.startedAt === undefined) return timers;
  if (instance.deadlineAt !== undefined && !instance.overdue && instance.undoReason === undefined) {
    timers.set(SAGA_DEADLINE, instance.deadlineAt);
  }
  for (const pending of instance.pending) {
    const dueAt = dueAtOf(pending);
    if (dueAt !== undefined) timers.set(timerToken(pending), dueAt);
  }
  return timers;
}

export const SAGA_DEADLINE = 'saga deadline';

export function timerToken(pending: Pending): string {
  const attempt = 'attempt' in pending ? `${pending.purpose}:${pending.attempt}` : '';
  return `${pending.path}:${pending.kind}:${attempt}`;
}

function dueAtOf(pending: Pending): number | undefined {
  switch (pending.kind) {
    case 'pause':
    case 'time':
      return pending.until;
    case 'reply':
    case 'event':
    case 'person':
      return pending.deadlineAt;
    case 'operator':
      return undefined;
  }
}
