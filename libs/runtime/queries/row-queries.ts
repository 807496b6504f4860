import type { RowQuery, TypedProjection } from '#kernel';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { type Freshness, ReadModelReader } from './read-model-reader.js';

/** One row of a read model by its key. */
export class FindRow<R extends object> extends Query<R | undefined> {
  constructor(
    readonly projection: TypedProjection<R>,
    readonly key: string,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

/** Rows of a read model, newest key first. */
export class ListRows<R extends object> extends Query<R[]> {
  constructor(
    readonly projection: TypedProjection<R>,
    readonly query: RowQuery,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

@QueryHandler(FindRow)
export class FindRowHandler implements IQueryHandler<FindRow<object>> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ projection, key, freshness }: FindRow<object>): Promise<object | undefined> {
    return this.reader.find(projection, key, freshness);
  }
}

@QueryHandler(ListRows)
export class ListRowsHandler implements IQueryHandler<ListRows<object>> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ projection, query, freshness }: ListRows<object>): Promise<object[]> {
    return this.reader.list(projection, query, freshness);
  }
}
