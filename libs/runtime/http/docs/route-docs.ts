import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

import { OperationView } from '../door/operation-view.js';

const PREFER = {
  name: 'Prefer',
  required: false,
  description: '`wait=N` waits up to N seconds (at most 30); `return=minimal` leaves out the body',
  schema: { type: 'string', examples: ['wait=5'] },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: true,
  description:
    'Your name for this request, 16 to 255 visible characters: sending it again does nothing twice',
  schema: { type: 'string', minLength: 16, maxLength: 255 },
};

const CONSISTENCY_TOKEN = {
  name: 'Consistency-Token',
  required: false,
  description: 'From the answer to a command: what is read then shows what that command did',
  schema: { type: 'string' },
};

/** Documents the header that makes a request safe to repeat. */
export const ApiIdempotencyKey = () => ApiHeader(IDEMPOTENCY_KEY);

/** Documents a route whose answer comes from `CommandDoor.accept`. @param created what comes into being: `A gift card` */
export const CommandRoute = (summary: string, { created }: { created?: string } = {}) =>
  applyDecorators(
    HttpCode(202),
    ApiOperation({ summary }),
    ApiIdempotencyKey(),
    ApiHeader(PREFER),
    ApiResponse({
      status: created === undefined ? 200 : 201,
      description:
        created === undefined ? 'It is done, within the wait' : `${created} is there, within the wait`,
      standardSchema: OperationView,
    }),
    ApiResponse({
      status: 202,
      description: 'It will be done: the operation tells when',
      standardSchema: OperationView,
    }),
  );

/** Documents a route that reads. */
export const QueryRoute = (summary: string, answer: z.ZodType) =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({ status: 200, description: summary, standardSchema: answer }),
  );

/** Documents a route that reads a read model, and takes a `Freshness` by `@Fresh()`. */
export const ReadModelRoute = (summary: string, answer: z.ZodType) =>
  applyDecorators(QueryRoute(summary, answer), ApiHeader(CONSISTENCY_TOKEN), ApiHeader(PREFER));
