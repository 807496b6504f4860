import { CommitUnknown, ConcurrentWrite, Unavailable } from '#kernel';

/** Serialization failure, deadlock, lock timeout: the whole transaction may succeed when repeated. */
const REPEATABLE = new Set(['40001', '40P01', '55P03']);
const UNIQUE_VIOLATION = '23505';
/** Tables whose unique keys are version checks. */
const VERSIONED_TABLES = new Set(['event']);
/** Connection lost, resources exhausted, server shutting down or starting, I/O error, no longer the primary. */
const SERVER_IN_TROUBLE = /^(08|53|57P|58|25006)/;

interface PostgresError extends Error {
  readonly code: string;
  readonly table?: string;
}

function isPostgresError(error: unknown): error is PostgresError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
  );
}

/** Without an SQLSTATE, an error comes from the connection: unless the values that were sent are at fault. */
function isConnectionError(error: unknown): boolean {
  if (isPostgresError(error)) return SERVER_IN_TROUBLE.test(error.code);
  const isOfValues =
    error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return error instanceof Error && !isOfValues;
}

/**
 * Says in the kernel's words what a failed statement means for the work that it was part of.
 * @param error what the driver threw; errors of the work itself never come here
 */
export function asFailure(error: unknown): unknown {
  if (isPostgresError(error)) {
    const isVersionTaken = error.code === UNIQUE_VIOLATION && VERSIONED_TABLES.has(error.table ?? '');
    if (REPEATABLE.has(error.code) || isVersionTaken) {
      return new ConcurrentWrite(error.message, { cause: error });
    }
  }
  if (isConnectionError(error)) {
    return new Unavailable(`PostgreSQL cannot be reached: ${String(error)}`, { cause: error });
  }
  return error;
}

/** The same for a failed COMMIT: without an answer nobody knows whether it took effect. */
export function asCommitFailure(error: unknown): unknown {
  if (!isConnectionError(error)) return asFailure(error);
  return new CommitUnknown('The connection was lost during COMMIT', { cause: error });
}
