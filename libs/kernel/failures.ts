/**
 * A message that no handler here can understand. With `invalid-data` nobody could: it becomes a dead letter at once. What is
 * unknown here may be known to another program, so it is left to others for a while.
 */
export class UndecodableMessage extends Error {
  override readonly name = 'UndecodableMessage';
  constructor(
    readonly reason: 'unknown-type' | 'unknown-version' | 'invalid-data',
    detail: string,
  ) {
    super(detail);
  }
}

/** Somebody else wrote first. The work is repeated from the start on fresh data; it never counts as a failure. */
export class ConcurrentWrite extends Error {
  override readonly name = 'ConcurrentWrite';
}

/** The database or broker cannot be reached or is shutting down; the same work may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** A connection was lost while COMMIT was under way: the transaction may or may not have taken effect. */
export class CommitUnknown extends Unavailable {}

/** The database would lose or hide what it is given: the program must not work on it. */
export class UnsafeDatabase extends Error {
  override readonly name = 'UnsafeDatabase';
  constructor(readonly problems: readonly string[]) {
    super(`The database is not safe to work on:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Mistakes in the definitions that this program was built from: it must not start. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
  constructor(readonly problems: readonly string[]) {
    super(`The definitions are not consistent:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}
