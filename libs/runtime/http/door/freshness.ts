import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { decodeConsistencyToken } from '../../queries/consistency-token.js';
import type { Freshness } from '../../queries/read-model-reader.js';
import { httpProblem } from '../problems/http-problem.js';
import { preferencesOf } from './preferences.js';

/** How fresh the caller needs the answer: from `Consistency-Token`, and `Prefer: wait=N` for how long to wait for it. */
export function freshnessOf({ headers }: Pick<FastifyRequest, 'headers'>): Freshness {
  const token = headers['consistency-token'];
  const { waitSeconds } = preferencesOf(headers.prefer);
  const wait = waitSeconds > 0 ? { waitMs: waitSeconds * 1_000 } : {};
  if (token === undefined || token === '') return wait;
  if (typeof token !== 'string') throw httpProblem('consistency-token-invalid', 'Send one Consistency-Token');
  return { seen: decodeConsistencyToken(token.replaceAll('"', '')), ...wait };
}

/** Hands a route the `Freshness` that its caller asks for. */
export const Fresh = createParamDecorator((_: unknown, context: ExecutionContext) =>
  freshnessOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
