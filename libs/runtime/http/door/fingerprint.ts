import { createHash } from 'node:crypto';

import { canonicalJson } from './canonical-json.js';

/**
 * What was asked, as SHA-256 in hexadecimal: equal for the same request however its JSON is written. What is not part
 * of the question (`Prefer`, trace context, the key that authenticates) does not count.
 */
export function fingerprintOf(method: string, url: string, body: unknown): string {
  const [path = ''] = url.split('?');
  const said = body === undefined ? '' : canonicalJson(body);
  return createHash('sha256').update(`${method} ${path}\n${said}`).digest('hex');
}
