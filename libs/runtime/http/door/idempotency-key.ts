import { httpProblem } from '../problems/http-problem.js';

const HEADER = 'Idempotency-Key';
const VISIBLE_ASCII = /^[\x21-\x7e]{16,255}$/;
/** A string of RFC 9651: in quotes, with `\"` and `\\` as the only escapes. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/**
 * The caller's name for this request, which makes it safe to repeat. Quoted as the IETF draft asks for, or bare.
 * @throws HttpProblem 400 when there is none, or it is not 16 to 255 visible ASCII characters
 */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string {
  if (header === undefined || header === '') {
    throw httpProblem(
      'idempotency-key-missing',
      `Send an ${HEADER} of your own making, a UUID for instance`,
      {
        errors: [{ header: HEADER, detail: 'This header is missing' }],
      },
    );
  }
  const text = typeof header === 'string' ? header.trim() : header.join(', ');
  const key = QUOTED.exec(text)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? text;
  if (!VISIBLE_ASCII.test(key) || (key === text && key.includes('"'))) {
    throw httpProblem(
      'idempotency-key-malformed',
      `The ${HEADER} must be 16 to 255 visible ASCII characters`,
      {
        errors: [{ header: HEADER, detail: 'Must be 16 to 255 visible ASCII characters, in quotes or bare' }],
      },
    );
  }
  return key;
}
