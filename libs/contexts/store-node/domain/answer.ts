import type { Answer } from '../contracts/index.js';
import type { StoreDecision } from './decision.js';

export function answerOf(decision: StoreDecision, factId: string | undefined, onLine: boolean): Answer {
  return decision.outcome === 'declined'
    ? { outcome: 'declined', why: decision.why, onLine }
    : { outcome: 'approved', approval: decision.approval, factId, onLine };
}

const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CODE_LENGTH = 8;

/** The first 40 bits of a fact's id, for people to read to each other: eight characters of Crockford's alphabet. */
export function authorizationCode(factId: string): string {
  const bits = Array.from(factId.slice(0, 7), (letter) =>
    BASE64URL.indexOf(letter).toString(2).padStart(6, '0'),
  ).join('');
  return Array.from(
    { length: CODE_LENGTH },
    (_, at) => BASE32[parseInt(bits.slice(5 * at, 5 * at + 5), 2)],
  ).join('');
}
