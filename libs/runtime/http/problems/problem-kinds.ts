interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** The same request may succeed later: answered with `Retry-After`. */
  readonly isRetryable?: true;
}

/** Everything that the runtime itself refuses or fails at, by code. Contexts add their refusals: see refusals.ts. */
export const PROBLEM_KINDS = {
  malformed: { status: 400, title: 'The request is malformed' },
  'validation-failed': { status: 400, title: 'The request does not fit its schema' },
  'unknown-field': { status: 400, title: 'The request has a field that nobody knows' },
  'cursor-invalid': { status: 400, title: 'The cursor is not one of this list' },
  'consistency-token-invalid': { status: 400, title: 'The consistency token is not one of ours' },
  'idempotency-key-missing': { status: 400, title: 'The request needs an Idempotency-Key' },
  'idempotency-key-malformed': { status: 400, title: 'The Idempotency-Key is malformed' },
  unauthenticated: { status: 401, title: 'The request needs a valid API key' },
  'insufficient-scope': { status: 403, title: 'The API key does not allow this' },
  'enrolment-refused': { status: 403, title: 'The code is not valid' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'operation-failed': { status: 409, title: 'The operation failed' },
  'saga-not-waiting': { status: 409, title: 'The saga does not wait for this decision' },
  'saga-not-stuck': { status: 409, title: 'The saga is not stuck' },
  'dead-letter-dealt-with': { status: 409, title: 'The dead letter was dealt with before' },
  'dead-letter-not-replayable': { status: 409, title: 'The dead letter is no message' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'too-many-requests': { status: 429, title: 'You ask for too much at once', isRetryable: true },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'Too much work waits already', isRetryable: true },
  'read-model-behind': { status: 503, title: 'The data is not up to date yet', isRetryable: true },
  'dependency-unavailable': {
    status: 503,
    title: 'Something that we need does not answer',
    isRetryable: true,
  },
  'not-ready': { status: 503, title: 'This process is not ready', isRetryable: true },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEM_KINDS;

export const problemKind = (code: ProblemCode): ProblemKind => PROBLEM_KINDS[code];
