/** The caller used this idempotency key before, for something else. */
export class IdempotencyKeyReused extends Error {
  override readonly name = 'IdempotencyKeyReused';
}

/** More work waits than this process takes on; the same request may be accepted a moment later. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** One place in a command's data that its schema refuses. */
export interface CommandIssue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

/** The data does not fit the command's own schema, so nobody could ever decide it. */
export class InvalidCommand extends Error {
  override readonly name = 'InvalidCommand';
  constructor(
    type: string,
    readonly issues: readonly CommandIssue[],
  ) {
    super(`The data does not fit ${type}`);
  }
}
