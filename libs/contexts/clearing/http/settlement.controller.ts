import type { Database, Surroundings } from '#kernel';
import {
  CommandDoor,
  CommandRoute,
  DATABASE,
  Exchange,
  FindRow,
  Fresh,
  type Freshness,
  HttpExchange,
  principalOf,
  ReadModelRoute,
  Scopes,
  SURROUNDINGS,
} from '#runtime';
import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CloseSettlementPeriod, Period, Why } from '../contracts/index.js';
import { closedPeriods } from '../read-models/closed-periods.projection.js';
import { OPEN_PERIODS, settlement } from '../read-models/settlement.projection.js';
import { settlementCsv, SettlementView, settlementView } from './settlement-view.js';

const CSV = '.csv';
const PeriodPath = Period.or(z.templateLiteral([Period, CSV])).describe(
  'A day in UTC, such as `2026-01-31`; with `.csv` behind it the answer is CSV',
);

const CloseBody = z.strictObject({ why: Why });
type CloseBody = z.infer<typeof CloseBody>;

/** What outlets owe each other, period by period. */
@Controller('v1/settlement/:period')
@ApiTags('Books')
export class SettlementController {
  constructor(
    private readonly door: CommandDoor,
    private readonly queryBus: QueryBus,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Get()
  @Scopes('clearing:read')
  @ReadModelRoute('What outlets owe each other for a day, as JSON or CSV', SettlementView)
  async settlement(
    @Param('period', { schema: PeriodPath }) path: string,
    @Fresh() freshness: Freshness,
    @Exchange() { request, reply }: HttpExchange,
  ): Promise<SettlementView | string> {
    const view = await this.view(path.replace(CSV, ''), freshness);
    if (!path.endsWith(CSV) && !request.headers.accept?.startsWith('text/csv')) return view;
    reply.type('text/csv; charset=utf-8');
    return settlementCsv(view);
  }

  @Post('closing')
  @Scopes('clearing:write')
  @CommandRoute('Close a day that is over: it stays as it is, and what comes late falls into the next')
  async close(
    @Param('period', { schema: Period }) period: string,
    @Body({ schema: CloseBody }) { why }: CloseBody,
    @Exchange() exchange: HttpExchange,
  ) {
    // What is settled up to there contains all that was recorded by then.
    const { settledAtMs, seen } = await this.database.transaction(async (tx) => ({
      settledAtMs: await tx.now(),
      seen: await tx.events.horizon(),
    }));
    const { currencies } = await this.view(period, { seen });
    const by = principalOf(exchange.request).name;
    const command = new CloseSettlementPeriod({ period, by, why, settledAtMs, currencies });
    return this.door.accept(exchange, command);
  }

  private async view(period: string, freshness: Freshness): Promise<SettlementView> {
    // In this order: what is closed in between is found closed.
    const open = await this.queryBus.execute(new FindRow(settlement, OPEN_PERIODS, freshness));
    const closed = await this.queryBus.execute(new FindRow(closedPeriods, period, freshness));
    return settlementView(period, { closed, open, nowMs: this.surroundings.clock.now() });
  }
}
