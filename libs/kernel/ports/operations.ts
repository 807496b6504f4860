export type OperationState = 'accepted' | 'running' | 'succeeded' | 'failed' | 'compensated';

/** What became of a command, as its caller sees it. */
export interface Operation {
  /** The id of the command. UUIDv7. */
  readonly id: string;
  readonly command: string;
  readonly state: OperationState;
  /** The business key that the command is about. */
  readonly key: string;
  readonly correlationId: string;
  /** The saga that the operation ends with, when it is one. */
  readonly saga?: string;
  /** The answer's type and data, once it has succeeded. */
  readonly result?: { readonly type: string; readonly data: unknown };
  /** The refusal's type and data, once it has failed or was undone. */
  readonly refusal?: { readonly type: string; readonly data: unknown; readonly detail?: string };
  /** Where the log stood when it ended: a query with this token sees what the operation did. */
  readonly consistencyToken?: string;
  /** ISO 8601 in UTC. */
  readonly acceptedAt: string;
  readonly endedAt?: string;
}

/** What a caller asked for, kept so that asking again is not doing again. */
export interface NewOperation {
  readonly id: string;
  readonly command: string;
  readonly key: string;
  readonly correlationId: string;
  readonly saga?: string;
  /** Who asked; the idempotency key is theirs. */
  readonly principal: string;
  readonly idempotencyKey: string;
  /** SHA-256 of what was asked, in hexadecimal: the same key with another fingerprint is refused. */
  readonly fingerprint: string;
}

export interface OperationChange {
  readonly id: string;
  readonly state: OperationState;
  readonly result?: Operation['result'];
  readonly refusal?: Operation['refusal'];
  readonly consistencyToken?: string;
}

export type Admission =
  | { readonly kind: 'new'; readonly operation: Operation }
  /** The same key and fingerprint were seen before: the first operation stands for both. */
  | { readonly kind: 'repeated'; readonly operation: Operation }
  /** The key was used for something else. */
  | { readonly kind: 'reused' };

export interface Operations {
  /** Records requests, each once by (principal, idempotency key). @returns one admission per request, in order */
  admit(requests: readonly NewOperation[]): Promise<Admission[]>;
  /** Applies changes in their order. An operation that has ended stays as it ended; one that is not there is passed over. */
  change(changes: readonly OperationChange[]): Promise<void>;
  /** @returns undefined when there is none, or it is another principal's */
  find(id: string, principal: string): Promise<Operation | undefined>;
}
