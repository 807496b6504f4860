import { z } from 'zod';

import { encodeCursor, type ListScope } from './cursor.js';

const LIMIT = { default: 50, max: 200 };

/** Text of a query: short, and without what no database keeps. */
export const QueryText = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'Must have no control characters');

/** How many, and from where on: for the query of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(LIMIT.max).default(LIMIT.default),
  cursor: z.string().max(1_000).optional().describe('From the page before'),
};

/** The schema of a page of these. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    page: z.object({
      next: z.string().nullable().describe('Cursor of the next page'),
      hasMore: z.boolean(),
    }),
  });

export interface Page<T> {
  readonly data: readonly T[];
  readonly page: { readonly next: string | null; readonly hasMore: boolean };
}

interface PageParts<Row, T> {
  /** One more than the limit, when there are more. */
  readonly rows: readonly Row[];
  readonly limit: number;
  readonly scope: ListScope;
  /** What finds the way back to a row: the value of its cursor. */
  placeOf(row: Row): unknown;
  view(row: Row): T;
}

/** Cuts rows to a page; ask the database for `limit + 1` rows, so that it is known whether there are more. */
export function page<Row, T>({ rows, limit, scope, placeOf, view }: PageParts<Row, T>): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return {
    data: shown.map(view),
    page: { next: hasMore && last !== undefined ? encodeCursor(scope, placeOf(last)) : null, hasMore },
  };
}
