import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { TOKENS } from './open-bar.js';

export interface Question {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' | 'HEAD' | 'PATCH';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as JSON. @throws SyntaxError when it is none */
  json(): unknown;
}

/** Asks as a guest would, over the whole stack but the socket. Every question has a fresh idempotency key. */
export async function ask(
  app: NestFastifyApplication,
  method: Method,
  url: string,
  { token = TOKENS.guest, headers = {}, body, raw }: Question = {},
): Promise<Answer> {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await app.inject({
    method,
    url,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'idempotency-key': `"${randomUUID()}"` }),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload !== undefined && { payload }),
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    json: (): unknown => response.json(),
  };
}
