import { Currency, type Database } from '#kernel';
import {
  DATABASE,
  FindRow,
  found,
  Fresh,
  type Freshness,
  type Page,
  pageOf,
  pageQuery,
  QueryRoute,
  ReadModelRoute,
  rowPages,
  Scopes,
} from '#runtime';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EndReason, StoreId } from '../contracts/index.js';
import { type StoreRow, stores } from '../read-models/stores.projection.js';

const StoreView = z
  .object({
    storeId: StoreId,
    name: z.string(),
    currency: Currency,
    status: z.enum(['registered', 'enrolled', 'ended']),
    publicKey: z.string().optional(),
    riskGrantedMinor: z
      .int()
      .describe('Its risk budget, as its owner has set it; in minor units of the currency, like all amounts'),
    riskReplenishedMinor: z
      .int()
      .describe('What was taken out of it so far, was no risk, and was given back'),
    loadGrantedMinor: z.int(),
    stock: z.int(),
    ended: z.object({ reason: EndReason, acceptedThrough: z.int(), why: z.string() }).optional(),
    version: z.int(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Store' });

const QuarantinedView = z
  .object({
    id: z.string(),
    author: z.string().describe('Or the store that told it, when nobody knows its author'),
    seq: z.int(),
    why: z
      .string()
      .describe('What is wrong with it: `edited`, `forged`, `out-of-chain`, `unknown-author`, …'),
    fact: z.unknown(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'QuarantinedFact' });

const StoresQuery = z.strictObject({
  status: z.enum(['registered', 'enrolled', 'ended']).optional(),
  ...pageQuery,
});
type StoresQuery = z.infer<typeof StoresQuery>;

const AsideView = z
  .object({
    parked: z.int().describe('Facts that wait for those before them'),
    quarantined: z.array(QuarantinedView),
  })
  .meta({ id: 'FactsPutAside' });

const QUARANTINED_MAX = 200;

const pageOfStores = rowPages({
  list: 'stores',
  rows: stores,
  key: StoreId,
  keyOf: ({ storeId }) => storeId,
});

@Controller('v1/stores')
@ApiTags('Stores')
@Scopes('stores:read')
export class StoreQueriesController {
  constructor(
    private readonly queryBus: QueryBus,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  @Get()
  @ReadModelRoute('Stores, the newest first', pageOf(StoreView))
  async stores(
    @Query({ schema: StoresQuery }) query: StoresQuery,
    @Fresh() freshness: Freshness,
  ): Promise<Page<StoreRow>> {
    return pageOfStores(this.queryBus, query, freshness);
  }

  @Get(':storeId')
  @ReadModelRoute('A store: what it may do, and whether it may still speak', StoreView)
  async store(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Fresh() freshness: Freshness,
  ): Promise<StoreRow> {
    const row = await this.queryBus.execute(new FindRow(stores, storeId, freshness));
    return found(row, `Store ${storeId}`);
  }

  @Get(':storeId/facts-put-aside')
  @QueryRoute(
    'Facts in the name of a store that wait, or that cannot have been said, with the reason',
    AsideView,
  )
  putAside(@Param('storeId', { schema: StoreId }) storeId: string): Promise<z.infer<typeof AsideView>> {
    return this.database.transaction(async (tx) => ({
      parked: (await tx.facts.countParked()).get(storeId) ?? 0,
      quarantined: await tx.facts.quarantined(storeId, QUARANTINED_MAX),
    }));
  }
}
