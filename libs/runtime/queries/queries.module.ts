import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { OperationReader } from './operation-reader.js';
import { ReadModelReader } from './read-model-reader.js';
import { FindRowHandler, ListRowsHandler } from './row-queries.js';

/** What answers `queryBus.execute(new FindRow(…))`. Needs the engine's parts (tokens.ts) from a global module. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [OperationReader, ReadModelReader, FindRowHandler, ListRowsHandler],
  exports: [CqrsModule, OperationReader, ReadModelReader],
})
export class QueriesModule {}
