import { Unavailable } from '#kernel';
import { HttpException } from '@nestjs/common';

import { IdempotencyKeyReused, InvalidCommand, Overloaded } from '../../commands/failures.js';
import { InvalidConsistencyToken, ReadModelBehind } from '../../queries/failures.js';
import { HttpProblem, httpProblem } from './http-problem.js';
import type { ProblemCode } from './problem-kinds.js';
import { schemaProblem } from './schema-problems.js';

/** What a caller is told about an error. Says nothing about our insides: what is unexpected is only told to the log. */
export function problemOfError(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof InvalidCommand) return schemaProblem(error.issues, 'body');
  for (const [failure, code] of FAILURES) {
    if (error instanceof failure) return httpProblem(code, error.message);
  }
  if (error instanceof Unavailable)
    return httpProblem('dependency-unavailable', 'Please try again in a moment');
  return problemOfFramework(error) ?? httpProblem('internal-error', 'The request could not be answered');
}

const FAILURES = [
  [IdempotencyKeyReused, 'idempotency-key-reused'],
  [Overloaded, 'overloaded'],
  [ReadModelBehind, 'read-model-behind'],
  [InvalidConsistencyToken, 'consistency-token-invalid'],
] as const;

// Fastify's and Nest's own errors, by status; their texts are theirs and may change, so callers never see them.
const FRAMEWORK: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  400: ['malformed', 'The request cannot be read'],
  404: ['not-found', 'Nothing lives at this address'],
  405: ['method-not-allowed', 'This address does not know the method'],
  408: ['request-timeout', 'The request did not arrive in time'],
  413: ['payload-too-large', 'The body is larger than 256 KiB'],
  414: ['uri-too-long', 'A part of the address is too long'],
  415: ['unsupported-media-type', 'The body must be application/json'],
  431: ['headers-too-large', 'The headers are too large'],
  503: ['dependency-unavailable', 'Please try again in a moment'],
};

function problemOfFramework(error: unknown): HttpProblem | undefined {
  const status = statusOf(error);
  const [code, detail] = (status !== undefined && FRAMEWORK[status]) || [];
  return code && detail ? httpProblem(code, detail) : undefined;
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  // A body that is no JSON is a SyntaxError to which Fastify's parser has given a status.
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
