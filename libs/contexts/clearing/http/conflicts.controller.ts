import { CardId, ConflictKind } from '#contracts/gift-cards';
import {
  FindRow,
  found,
  Fresh,
  type Freshness,
  type Page,
  pageOf,
  pageQuery,
  ReadModelRoute,
  rowPages,
  Scopes,
} from '#runtime';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ConflictKey, StoreId } from '../contracts/index.js';
import { type ConflictRow, conflicts } from '../read-models/conflicts.projection.js';

const Status = z.enum(['open', 'dealt-with']);

const ConflictView = z
  .object({
    conflictKey: ConflictKey.describe('The card, a colon, and the id of the conflict'),
    cardId: CardId,
    conflictId: z.string(),
    kind: ConflictKind,
    minor: z.int().describe('What it is about, in minor units of the currency of the card'),
    facts: z
      .array(z.object({ id: z.string(), storeId: StoreId, seq: z.int() }))
      .describe('What stores have said, and at which place in their chains'),
    detail: z.string(),
    status: Status,
    dealtWith: z.object({ by: z.string(), why: z.string() }).optional(),
    foundAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Conflict' });

const ConflictsQuery = z.strictObject({
  status: Status.optional(),
  kind: ConflictKind.optional(),
  cardId: CardId.optional(),
  ...pageQuery,
});
type ConflictsQuery = z.infer<typeof ConflictsQuery>;

const pageOfConflicts = rowPages({
  list: 'conflicts',
  rows: conflicts,
  key: ConflictKey,
  keyOf: ({ conflictKey }) => conflictKey,
});

/** Facts that should not have come together. */
@Controller('v1/conflicts')
@ApiTags('Conflicts')
@Scopes('clearing:read')
export class ConflictsController {
  constructor(private readonly queryBus: QueryBus) {}

  @Get()
  @ReadModelRoute('Conflicts, those of the newest cards first', pageOf(ConflictView))
  async conflicts(
    @Query({ schema: ConflictsQuery }) query: ConflictsQuery,
    @Fresh() freshness: Freshness,
  ): Promise<Page<ConflictRow>> {
    return pageOfConflicts(this.queryBus, query, freshness);
  }

  @Get(':conflictKey')
  @ReadModelRoute('A conflict: the facts that made it, and what was done about it', ConflictView)
  async conflict(
    @Param('conflictKey', { schema: ConflictKey }) conflictKey: string,
    @Fresh() freshness: Freshness,
  ): Promise<ConflictRow> {
    const row = await this.queryBus.execute(new FindRow(conflicts, conflictKey, freshness));
    return found(row, `Conflict ${conflictKey}`);
  }
}
