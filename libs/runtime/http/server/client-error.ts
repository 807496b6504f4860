import type { Socket } from 'node:net';

import { uuids } from '../../ids.js';
import { httpProblem } from '../problems/http-problem.js';
import { requestUri } from '../problems/problem.js';
import type { ProblemCode } from '../problems/problem-kinds.js';

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

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
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

export const newRequestId = (): string => `req_${uuids.next()}`;
