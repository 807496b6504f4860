import type { Database, SagaSummary } from '#kernel';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Routes } from '../../engine/routes.js';
import { DATABASE, ROUTES } from '../../tokens.js';
import { QueryRoute } from '../docs/route-docs.js';
import { decodeCursor } from '../paging/cursor.js';
import { type Page, page, pageOf, pageQuery, QueryText } from '../paging/page.js';
import { found } from '../problems/http-problem.js';
import { Scopes } from '../security/route-policy.js';
import { SagaState, SagaSummaryView, sagaSummaryView, SagaView, sagaView } from './saga-views.js';

const HISTORY_MAX = 500;

const SagaQuery = z.strictObject({
  state: SagaState.optional(),
  type: QueryText.optional(),
  key: QueryText.optional(),
  ...pageQuery,
});
type SagaQuery = z.infer<typeof SagaQuery>;

const Place = z.strictObject({ updatedAt: z.iso.datetime(), saga: QueryText, key: QueryText });

@Controller('v1/sagas')
@ApiTags('Sagas')
@Scopes('ops:sagas:read')
export class SagasController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ROUTES) private readonly routes: Routes,
  ) {}

  @Get()
  @QueryRoute('Sagas, the latest update first', pageOf(SagaSummaryView))
  async sagas(@Query({ schema: SagaQuery }) query: SagaQuery): Promise<Page<SagaSummaryView>> {
    const { state, type, key, limit, cursor } = query;
    const scope = { list: 'sagas', state, type, key };
    const filter = {
      ...(state !== undefined && { status: state }),
      ...(type !== undefined && { saga: type }),
      ...(key !== undefined && { key }),
      ...(cursor !== undefined && { before: decodeCursor(scope, Place, cursor) }),
      limit: limit + 1,
    };
    const rows = await this.database.transaction((tx) => tx.sagas.list(filter));
    return page({ rows, limit, scope, placeOf, view: sagaSummaryView });
  }

  @Get(':type/:key')
  @QueryRoute('A saga: its steps, what happened, and why it waits', SagaView)
  async saga(
    @Param('type', { schema: QueryText }) type: string,
    @Param('key', { schema: QueryText }) key: string,
  ): Promise<SagaView> {
    const { summary, history } = await this.database.transaction(async (tx) => {
      const [only] = await tx.sagas.list({ saga: type, key, limit: 1 });
      return { summary: only, history: await tx.sagas.history({ saga: type, key }, HISTORY_MAX) };
    });
    const saga = found(summary, `The saga ${type} ${key}`);
    const definition = this.routes.sagas.definitions.find(
      (each) => each.name === saga.saga && each.version === saga.definitionVersion,
    );
    return sagaView(saga, history, definition);
  }
}

const placeOf = ({ updatedAt, saga, key }: SagaSummary) => ({ updatedAt, saga, key });
