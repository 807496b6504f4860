/** A read model has not got as far as the caller has seen; a moment later it will have. */
export class ReadModelBehind extends Error {
  override readonly name = 'ReadModelBehind';
}

/** What the caller sent as a consistency token was never given out. */
export class InvalidConsistencyToken extends Error {
  override readonly name = 'InvalidConsistencyToken';
}
