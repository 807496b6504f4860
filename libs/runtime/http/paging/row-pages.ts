import type { TypedProjection } from '#kernel';
import type { QueryBus } from '@nestjs/cqrs';
import type { z } from 'zod';

import type { Freshness } from '../../queries/read-model-reader.js';
import { ListRows } from '../../queries/row-queries.js';
import { decodeCursor } from './cursor.js';
import { type Page, page } from './page.js';

/** A query of a list: how many, from where on, and what rows must have in declared filters. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly [filter: string]: string | number | undefined;
}

interface ListOfRows<R extends object> {
  /** Cursors of one list are none of another. */
  readonly list: string;
  readonly rows: TypedProjection<R>;
  readonly key: z.ZodType<string>;
  keyOf(row: R): string;
}

/** Tells a read model page by page, the newest key first. @throws HttpProblem 400 for a cursor that this list did not give out */
export const rowPages =
  <R extends object>({ list, rows: projection, key, keyOf }: ListOfRows<R>) =>
  async (
    queryBus: QueryBus,
    { limit, cursor, ...asked }: PageRequest,
    freshness: Freshness,
  ): Promise<Page<R>> => {
    const where = Object.fromEntries(
      Object.entries(asked).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
    const scope = { list, ...where };
    const before = cursor === undefined ? {} : { before: decodeCursor(scope, key, cursor) };
    const query = { where, limit: limit + 1, ...before };
    const rows = await queryBus.execute(new ListRows(projection, query, freshness));
    return page({ rows, limit, scope, placeOf: keyOf, view: (row) => row });
  };
