import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { encodeConsistencyToken } from '../../queries/consistency-token.js';

/** One request and the answer in the making. */
export class HttpExchange {
  constructor(
    readonly request: FastifyRequest,
    readonly reply: FastifyReply,
  ) {}

  /** Tells what a later query must have seen to see what this request did. */
  showPosition(position: string | undefined): void {
    if (position !== undefined) this.reply.header('Consistency-Token', encodeConsistencyToken(position));
  }
}

/** Hands a route its `HttpExchange`, for the doors that read headers and set them. */
export const Exchange = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const http = context.switchToHttp();
  return new HttpExchange(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});
