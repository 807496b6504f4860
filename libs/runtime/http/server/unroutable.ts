import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { uuids } from '../../ids.js';
import { answerProblem } from '../problems/answer-problem.js';
import { httpProblem } from '../problems/http-problem.js';
import { requestUri } from '../problems/problem.js';
import { problemOfError } from '../problems/problem-of-error.js';
import type { ProblemCode } from '../problems/problem-kinds.js';

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

// What every answer carries; here no hook of the application runs.
const BARE_HEADERS = { 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'" };

/** Answers an address that the router cannot read. */
export function answerRouterError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  answerProblem(problemOfError(error), request, reply.headers(BARE_HEADERS));
}

/** Answers bytes that are no HTTP request, for which there is neither a request nor a reply. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = newRequestId();
  const { problem } = httpProblem(CODES[error.code ?? ''] ?? 'malformed', 'The request cannot be read');
  const body = JSON.stringify({ ...problem, instance: requestUri(requestId) });
  const head = [
    `HTTP/1.1 ${problem.status} Problem`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Request-Id: ${requestId}`,
    ...Object.entries(BARE_HEADERS).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

export const newRequestId = (): string => `req_${uuids.next()}`;
