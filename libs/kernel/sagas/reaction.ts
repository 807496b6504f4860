import type { Message } from '../messages/message.js';
import type { SagaInstance } from './instance.js';

/** What can happen to a saga. */
export type SagaInput =
  | {
      readonly kind: 'start';
      readonly message: Message;
      readonly correlationId: string;
      readonly operationId?: string;
    }
  | { readonly kind: 'event'; readonly message: Message }
  | { readonly kind: 'reply'; readonly token: string; readonly message: Message }
  | { readonly kind: 'timer'; readonly token: string }
  /** A person's answer to an `awaitPerson` step. */
  | {
      readonly kind: 'decision';
      readonly step: string;
      readonly approved: boolean;
      readonly by: string;
      readonly reason: string;
    }
  /**
   * A command of the saga, known by the token that its answer would carry, will not be handled: it is buried, or lost.
   * `reason` is a sentence for people. The saga is then stuck until an operator resumes it; a real answer that comes
   * after all is still taken.
   */
  | { readonly kind: 'undeliverable'; readonly token: string; readonly reason: string }
  /** An operator asks a stuck saga to try again. */
  | { readonly kind: 'resume'; readonly by: string; readonly reason: string };

export interface SagaContext {
  /** Milliseconds since 1970, by the database's clock. */
  readonly now: number;
  /** A fresh UUIDv7. */
  newId(): string;
}

/** A command that the saga wants to be sent, with the token that its answer must carry. */
export interface SagaCommand {
  readonly id: string;
  readonly message: Message<'command'>;
  readonly token: string;
}

/** One line of what happened to a saga, for people. */
export interface SagaHistoryEntry {
  readonly at: number;
  readonly what:
    | 'started'
    | 'sent'
    | 'done'
    | 'skipped'
    | 'refused'
    | 'noted'
    | 'waits'
    | 'timed out'
    | 'decided'
    | 'undoing'
    | 'undone'
    | 'stuck'
    | 'resumed'
    | 'overdue'
    | 'ignored'
    | 'completed'
    | 'compensated';
  readonly step?: string;
  readonly detail?: string;
}

export interface Reaction {
  readonly instance: SagaInstance;
  readonly commands: readonly SagaCommand[];
  readonly history: readonly SagaHistoryEntry[];
}
