import type { Message, Operation } from '#kernel';
import { Command } from '@nestjs/cqrs';

/** Who asks, and what makes asking again the same request. */
export interface Caller {
  readonly principal: string;
  readonly idempotencyKey: string;
  /** SHA-256 of what was asked, in hexadecimal. */
  readonly fingerprint: string;
  readonly correlationId: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** What ends the operation: the decision on the command itself, or the saga of this name that the command leads to. */
export type OperationEnd = 'decision' | (string & {});

export interface Submission {
  /** The operation that stands for the request: the first one, when the request was made before. */
  readonly operation: Operation;
  readonly repeated: boolean;
}

/**
 * Records that a caller asks for something and delivers the command to its decider, together or not at all.
 * Asking again with the same idempotency key does nothing more and gives the first operation.
 * @throws IdempotencyKeyReused, InvalidCommand, Overloaded, and Unavailable when the database does not answer
 */
export class SubmitCommand extends Command<Submission> {
  constructor(
    readonly command: Message<'command'>,
    readonly caller: Caller,
    readonly endsWith: OperationEnd = 'decision',
    /** It ends something that was begun, and so is taken on however much waits. */
    readonly finishes = false,
  ) {
    super();
  }
}
