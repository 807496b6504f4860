import type { Problem, ProblemError } from './problem.js';
import { problemType } from './problem.js';
import { type ProblemCode, problemKind } from './problem-kinds.js';

interface ProblemExtras {
  readonly errors?: readonly ProblemError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document. */
  readonly extensions?: Pick<Problem, 'operationId' | 'checks'>;
}

/** A problem before it is known which request met it. */
export type ProblemDraft = Omit<Problem, 'instance'>;

/** Thrown where a request cannot be answered with success; the problem filter answers it. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  constructor(
    readonly problem: ProblemDraft,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail);
  }
}

const RETRY_AFTER_SECONDS = '1';

/** Makes a problem of the runtime's own kinds. */
export function httpProblem(code: ProblemCode, detail: string, extras: ProblemExtras = {}): HttpProblem {
  const { status, title, isRetryable = false } = problemKind(code);
  return new HttpProblem(
    {
      type: problemType(code),
      title,
      status,
      detail,
      code,
      retryable: isRetryable,
      ...(extras.errors && { errors: [...extras.errors] }),
      ...extras.extensions,
    },
    { ...(isRetryable && { 'Retry-After': RETRY_AFTER_SECONDS }), ...extras.headers },
  );
}

/** @throws HttpProblem 404 when there is nothing. @param what such as `Card 0197…` */
export function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw httpProblem('not-found', `${what} does not exist`);
  return thing;
}
