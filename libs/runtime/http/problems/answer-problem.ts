import type { FastifyReply, FastifyRequest } from 'fastify';

import type { HttpProblem } from './http-problem.js';
import { requestUri } from './problem.js';

/** Sends the problem document of a request. */
export function answerProblem(
  { problem, headers }: HttpProblem,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const document = { ...problem, instance: requestUri(request.id) };
  reply
    .status(problem.status)
    .headers({ 'Request-Id': request.id, 'Cache-Control': 'no-store', ...headers })
    .type('application/problem+json')
    .send(JSON.stringify(document));
}
