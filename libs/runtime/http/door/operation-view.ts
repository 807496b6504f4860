import type { Operation } from '#kernel';
import { z } from 'zod';

import { operationUri, sagaUriOf } from './addresses.js';
import { Problem } from '../problems/problem.js';
import type { Refusals } from '../problems/refusals.js';

/** What became of a command, as callers see it. */
export const OperationView = z
  .object({
    id: z.uuid(),
    state: z.enum(['accepted', 'running', 'succeeded', 'failed', 'compensated']),
    command: z.string().describe('Type of the command, such as `gift-cards.load-card`'),
    key: z.string().describe('What the command is about, such as the id of a card'),
    correlationId: z.string(),
    acceptedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
    result: z
      .object({ type: z.string(), data: z.unknown() })
      .optional()
      .describe('What happened, once it has succeeded'),
    problem: Problem.optional().describe('Why not, once it has failed or was undone'),
    links: z.object({ self: z.string(), saga: z.string().optional() }),
  })
  .meta({ id: 'Operation' });
export type OperationView = Readonly<z.infer<typeof OperationView>>;

export const hasFailed = ({ state }: Operation): boolean => state === 'failed' || state === 'compensated';

export function operationView(operation: Operation, refusals: Refusals): OperationView {
  const { id, state, command, key, correlationId, acceptedAt, endedAt, result } = operation;
  const sagaLink = sagaUriOf(operation);
  return {
    id,
    state,
    command,
    key,
    correlationId,
    acceptedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(result && { result }),
    ...(hasFailed(operation) && { problem: refusals.embeddedProblemOf(operation) }),
    links: { self: operationUri(id), ...(sagaLink !== undefined && { saga: sagaLink }) },
  };
}
