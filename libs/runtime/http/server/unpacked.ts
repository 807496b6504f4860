import { createGunzip } from 'node:zlib';
import type { FastifyRequest, RequestPayload } from 'fastify';

/** A body as it was before its sender compressed it. What a body may be at the most counts from there. */
export function unpacked({ headers }: FastifyRequest, payload: RequestPayload): RequestPayload {
  if (headers['content-encoding'] !== 'gzip') return payload;
  // Fastify compares this with Content-Length.
  const whole = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Buffer) => {
    whole.receivedEncodedLength += chunk.length;
  });
  payload.on('error', (error) => whole.destroy(error));
  return payload.pipe(whole);
}
