import { describe, expect, it } from '@jest/globals';
import { HttpException } from '@nestjs/common';
import { CommitUnknown, Unavailable } from '#kernel';

import { IdempotencyKeyReused, InvalidCommand, Overloaded } from '../../commands/failures.js';
import { InvalidConsistencyToken, ReadModelBehind } from '../../queries/failures.js';
import { httpProblem } from './http-problem.js';
import { problemOfError } from './problem-of-error.js';

const withStatus = (statusCode: number) => Object.assign(new Error('insides'), { statusCode });

describe('The problem of an error', () => {
  it.each([
    [new IdempotencyKeyReused('x'), 422, 'idempotency-key-reused', false],
    [new Overloaded('x'), 503, 'overloaded', true],
    [new ReadModelBehind('x'), 503, 'read-model-behind', true],
    [new InvalidConsistencyToken('x'), 400, 'consistency-token-invalid', false],
    [new Unavailable('postgres://user:password@db'), 503, 'dependency-unavailable', true],
    [new CommitUnknown('cut'), 503, 'dependency-unavailable', true],
    [new HttpException('insides', 404), 404, 'not-found', false],
    [withStatus(413), 413, 'payload-too-large', false],
    [withStatus(415), 415, 'unsupported-media-type', false],
    [withStatus(418), 500, 'internal-error', false],
    [new TypeError('insides'), 500, 'internal-error', false],
    ['insides', 500, 'internal-error', false],
    [undefined, 500, 'internal-error', false],
  ])('%s: %i %s', (error, status, code, retryable) => {
    const { problem, headers } = problemOfError(error);
    expect(problem).toMatchObject({ status, code, retryable });
    expect(headers).toEqual(retryable ? { 'Retry-After': '1' } : {});
    expect(problem.detail).not.toMatch(/insides|password/);
  });

  it('is the problem itself when it is one', () => {
    const problem = httpProblem('not-found', 'The card does not exist');
    expect(problemOfError(problem)).toBe(problem);
  });

  it('points at what a command cannot take', () => {
    const { problem } = problemOfError(
      new InvalidCommand('cards.load', [{ message: 'Too big', path: ['amount', 'minor'] }]),
    );
    expect(problem).toMatchObject({
      status: 400,
      code: 'validation-failed',
      errors: [{ detail: 'Too big', pointer: '#/amount/minor' }],
    });
  });
});
