import { ConcurrentWrite, Unavailable } from '#kernel';

/** Serialization failure, deadlock, lock timeout: the whole transaction may succeed when repeated. */
const REPEATABLE = new Set(['40001', '40P01', '55P03']);
const UNIQUE_VIOLATION = '23505';
/** Tables whose unique keys are version checks. */
const VERSIONED_TABLES = new Set(['event']);

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

/** An error without an SQLSTATE comes from the connection, not from the statement. */
export function isConnectionError(error: unknown): boolean {
  if (!isPostgresError(error)) return error instanceof Error;
  return error.code.startsWith('08') || error.code.startsWith('57P') || error.code === '53300';
}

/** Says in the kernel's words what a failed statement means for the work that it was part of. */
export function asFailure(error: unknown): unknown {
  if (isPostgresError(error)) {
    if (REPEATABLE.has(error.code)) return new ConcurrentWrite(error.message, { cause: error });
    if (error.code === UNIQUE_VIOLATION && VERSIONED_TABLES.has(error.table ?? '')) {
      return new ConcurrentWrite(error.message, { cause: error });
    }
  }
  if (isConnectionError(error) && isDriverError(error)) {
    return new Unavailable(`PostgreSQL cannot be reached: ${String(error)}`, { cause: error });
  }
  return error;
}

/** Errors of the work itself pass through; only those of the driver speak of the connection. */
function isDriverError(error: unknown): boolean {
  if (isPostgresError(error)) return true;
  if (!(error instanceof Error)) return false;
  return 'errno' in error || /connection|connect|timeout|client/i.test(error.message);
}
