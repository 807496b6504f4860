import type { MessageKind } from './message.js';

/** Where the answer to a command goes, and which attempt of which saga it answers. */
export interface ReplyAddress {
  readonly queue: string;
  readonly saga: string;
  readonly key: string;
  readonly token: string;
}

/** What travels over the bus: a message as data, with all that is needed to order, trace and answer it. */
export interface Envelope {
  /** UUIDv7; a receiver handles each id once. */
  readonly id: string;
  readonly kind: MessageKind | 'timer' | 'signal';
  readonly type: string;
  readonly version: number;
  /** Messages of one queue with equal keys are handled one after another, in the order they were sent. */
  readonly key: string;
  readonly data: unknown;
  /** When it was said, ISO 8601 in UTC. */
  readonly at: string;
  /** The business flow that this belongs to; equal for all that follows from one request. */
  readonly correlationId: string;
  /** Id of the message that caused this one. */
  readonly causationId?: string;
  /** On a command: who wants the answer. */
  readonly replyTo?: ReplyAddress;
  /** On an answer: the token of the attempt that it answers. */
  readonly inReplyTo?: string;
  /** On what a saga receives: the name of that saga; the envelope's key is the saga's. */
  readonly saga?: string;
  /** On an answer: where the log stood when its events were kept. */
  readonly position?: string;
  /** The operation that a caller watches, finished by this message or by what follows from it. */
  readonly operationId?: string;
  /** On a command: the saga that its operation ends with, when the decision alone does not end it. */
  readonly endsWithSaga?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** An envelope and the durable queue that it goes to. */
export interface Addressed {
  readonly queue: string;
  readonly envelope: Envelope;
}
