import type { Message } from 'amqplib';
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';

const KEPT_BYTES_MAX = 64 * 1024;

/** A message that nobody here understands, as JSON for whoever looks into it: its body as text, or in Base64. */
export function rawOf({ content, properties }: Pick<Message, 'content' | 'properties'>): object {
  const kept = content.subarray(0, KEPT_BYTES_MAX);
  return {
    properties: JSON.parse(JSON.stringify(properties)),
    ...(isUtf8(kept) ? { text: kept.toString('utf8') } : { base64: kept.toString('base64') }),
    ...(kept.length < content.length && { bytes: content.length }),
  };
}

/** A UUID that is equal for equal messages only, so that one that comes again is known. */
export function fingerprintOf({ content, properties }: Pick<Message, 'content' | 'properties'>): string {
  const hash = createHash('sha256').update(JSON.stringify(properties)).update(content).digest('hex');
  const groups = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`];
  return [...groups, hash.slice(20, 32)].join('-');
}
