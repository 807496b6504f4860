import { CaseId, OverdraftCause, OverdraftShare } from '#contracts/gift-cards';
import {
  CommandDoor,
  CommandRoute,
  Exchange,
  FindRow,
  found,
  Fresh,
  type Freshness,
  HttpExchange,
  type Page,
  pageOf,
  pageQuery,
  principalOf,
  ReadModelRoute,
  rowPages,
  Scopes,
} from '#runtime';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CaseEnd, ConfirmStoresHeard, DecideOverdraft, OverdraftOutcome, Why } from '../contracts/index.js';
import { type OverdraftRow, overdrafts } from '../read-models/overdrafts.projection.js';

const OverdraftView = z
  .object({
    caseId: CaseId,
    cardId: z.uuid(),
    status: z.enum(['open', 'closed']),
    minor: z.int().describe('In minor units of the currency of the card, like all amounts'),
    cause: OverdraftCause.optional(),
    shares: z.array(OverdraftShare),
    paidMinor: z.int(),
    writtenOffMinor: z.int(),
    chargedMinor: z.int(),
    heardFrom: z
      .array(z.uuid())
      .describe('Stores that have told all that they know, after it was suspected, one after another'),
    heard: z
      .object({ by: z.string(), why: z.string() })
      .optional()
      .describe('That all of them have: `clearing` says so when it is so, or somebody before that'),
    decision: z.object({ outcome: z.string(), by: z.string(), why: z.string() }).optional(),
    end: CaseEnd.optional(),
    openedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Overdraft' });

const OverdraftsQuery = z.strictObject({ status: z.enum(['open', 'closed']).optional(), ...pageQuery });
type OverdraftsQuery = z.infer<typeof OverdraftsQuery>;

const HeardBody = z.strictObject({ why: Why });
type HeardBody = z.infer<typeof HeardBody>;

const DecisionBody = z.strictObject({
  outcome: OverdraftOutcome.describe(
    'Of what no store has to answer for; `borne-by-stores`: each store bears what it took of it without an allowance; `shared`: half of that, and the brand the rest',
  ),
  why: Why.describe('A reference to the payment, or a reason; it is kept'),
});
type DecisionBody = z.infer<typeof DecisionBody>;

const pageOfOverdrafts = rowPages({
  list: 'overdrafts',
  rows: overdrafts,
  key: CaseId,
  keyOf: ({ caseId }) => caseId,
});

/** Cards that are overdrawn, and what people decide about them. */
@Controller('v1/overdrafts')
@ApiTags('Overdrafts')
export class OverdraftsController {
  constructor(
    private readonly door: CommandDoor,
    private readonly queryBus: QueryBus,
  ) {}

  @Get()
  @Scopes('clearing:read')
  @ReadModelRoute('Overdrafts, those of the newest cards first', pageOf(OverdraftView))
  async overdrafts(
    @Query({ schema: OverdraftsQuery }) query: OverdraftsQuery,
    @Fresh() freshness: Freshness,
  ): Promise<Page<OverdraftRow>> {
    return pageOfOverdrafts(this.queryBus, query, freshness);
  }

  @Get(':caseId')
  @Scopes('clearing:read')
  @ReadModelRoute('An overdraft: who took what, and what became of it', OverdraftView)
  async overdraft(
    @Param('caseId', { schema: CaseId }) caseId: string,
    @Fresh() freshness: Freshness,
  ): Promise<OverdraftRow> {
    const row = await this.queryBus.execute(new FindRow(overdrafts, caseId, freshness));
    return found(row, `Overdraft ${caseId}`);
  }

  @Post(':caseId/stores-heard')
  @Scopes('clearing:write')
  @CommandRoute('Say that all stores that may know more of the card have been heard')
  storesHeard(
    @Param('caseId', { schema: CaseId }) caseId: string,
    @Body({ schema: HeardBody }) { why }: HeardBody,
    @Exchange() exchange: HttpExchange,
  ) {
    const by = principalOf(exchange.request).name;
    return this.door.accept(exchange, new ConfirmStoresHeard({ caseId, by, why }));
  }

  @Post(':caseId/decisions')
  @Scopes('clearing:write')
  @CommandRoute('Say that an overdraft was paid, or who bears it')
  decide(
    @Param('caseId', { schema: CaseId }) caseId: string,
    @Body({ schema: DecisionBody }) { outcome, why }: DecisionBody,
    @Exchange() exchange: HttpExchange,
  ) {
    const by = principalOf(exchange.request).name;
    return this.door.accept(exchange, new DecideOverdraft({ caseId, outcome, by, why }));
  }
}
