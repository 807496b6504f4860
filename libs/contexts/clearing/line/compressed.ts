import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What is smaller costs more to compress than it saves. */
const COMPRESSED_FROM_BYTES = 1_000;

/** Answers with JSON, compressed where the caller takes that: lines to stores are slow. */
export function answer(request: FastifyRequest, reply: FastifyReply, body: object): void {
  const text = JSON.stringify(body);
  reply.header('Content-Type', 'application/json; charset=utf-8').header('Vary', 'Accept-Encoding');
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (!takesGzip || text.length < COMPRESSED_FROM_BYTES) void reply.send(text);
  else void reply.header('Content-Encoding', 'gzip').send(gzipSync(text));
}
