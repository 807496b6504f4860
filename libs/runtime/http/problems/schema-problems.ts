import { type HttpProblem, httpProblem } from './http-problem.js';
import type { ProblemError } from './problem.js';

/** What a schema says about a value: an issue of Standard Schema, with what zod adds to it. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: unknown;
  /** Names that the schema does not know, when that is the issue. */
  readonly keys?: unknown;
}

/** Where the value stood in the request. */
export type RequestPart = 'body' | 'path' | 'query';

const ERRORS_MAX = 50;

/** @param name of the parameter, when the value is a single one */
export function schemaProblem(issues: readonly SchemaIssue[], part: RequestPart, name?: string): HttpProblem {
  const places = issues.flatMap(placesOf);
  const errors = places.slice(0, ERRORS_MAX).map((place) => errorAt(place, part, name));
  const onlyUnknown = places.every((place) => place.isUnknown);
  const what = { body: 'The body', path: 'The path', query: 'The query' }[part];
  return onlyUnknown
    ? httpProblem('unknown-field', `${what} has fields that are not known here`, { errors })
    : httpProblem('validation-failed', `${what} does not fit its schema`, { errors });
}

interface Place {
  readonly path: readonly string[];
  readonly message: string;
  readonly isUnknown: boolean;
}

function placesOf({ message, path = [], code, keys }: SchemaIssue): Place[] {
  const steps = path.map((step) => String(typeof step === 'object' ? step.key : step));
  if (code !== 'unrecognized_keys' || !Array.isArray(keys)) {
    return [{ path: steps, message, isUnknown: false }];
  }
  return keys.map((key) => ({
    path: [...steps, String(key)],
    message: 'This field is not known here',
    isUnknown: true,
  }));
}

function errorAt({ path, message, isUnknown }: Place, part: RequestPart, name?: string): ProblemError {
  const where = part === 'body' ? { pointer: jsonPointer(path) } : { parameter: name ?? path.join('.') };
  return { detail: message, ...(isUnknown && { code: 'unknown-field' }), ...where };
}

/** RFC 6901, as a URI fragment. */
export const jsonPointer = (path: readonly string[]): string =>
  `#${path.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`;
