import { createHash } from 'node:crypto';
import { z } from 'zod';

import { httpProblem } from '../problems/http-problem.js';

/** Names a list with its filters, so that a cursor of one is no cursor of another. */
export type ListScope = Readonly<Record<string, unknown>>;

/** A place in a list, opaque to callers. */
export function encodeCursor(scope: ListScope, place: unknown): string {
  return Buffer.from(JSON.stringify([digestOf(scope), place])).toString('base64url');
}

/** @throws HttpProblem 400 when the cursor is not one that this list gave out */
export function decodeCursor<T>(scope: ListScope, schema: z.ZodType<T>, cursor: string): T {
  const parsed = z.tuple([z.literal(digestOf(scope)), schema]).safeParse(read(cursor));
  if (parsed.success) return parsed.data[1];
  throw httpProblem('cursor-invalid', 'Take cursors from the page before, with the same filters', {
    errors: [{ parameter: 'cursor', detail: 'This cursor is not one of this list' }],
  });
}

const digestOf = (scope: ListScope): string =>
  createHash('sha256').update(JSON.stringify(scope)).digest('base64url').slice(0, 10);

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
