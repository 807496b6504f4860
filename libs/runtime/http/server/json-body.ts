import { httpProblem } from '../problems/http-problem.js';

const DEPTH_MAX = 32;

// PostgreSQL's JSON takes neither, and a text that cannot be kept must not get as far as a transaction.
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * Refuses what no honest caller sends: nesting beyond 32 levels, and text that cannot be stored.
 * @throws HttpProblem 400
 */
export function checkJson(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX)
      throw httpProblem('malformed', `The body is nested deeper than ${DEPTH_MAX} levels`);
    level = level.flatMap(insideOf);
  }
}

function insideOf(value: unknown): unknown[] {
  if (typeof value === 'string' && UNSTORABLE.test(value)) {
    throw httpProblem('malformed', 'The body has text with a null character or half a character');
  }
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value) ? value : [...Object.keys(value), ...Object.values(value)];
}
