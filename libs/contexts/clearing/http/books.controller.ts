import {
  Exchange,
  FindRow,
  Fresh,
  type Freshness,
  type HttpExchange,
  ListRows,
  ReadModelRoute,
  Scopes,
} from '#runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type LiabilityRow, liability } from '../read-models/liability.projection.js';
import { settlement } from '../read-models/settlement.projection.js';
import { BookCurrencyView, settlementCsv, SettlementView, settlementView } from './settlement-view.js';

const CSV = '.csv';
const PeriodPath = z.iso
  .date()
  .or(z.templateLiteral([z.iso.date(), CSV]))
  .describe('A day in UTC, such as `2026-01-31`; with `.csv` behind it the answer is CSV');

const LiabilityView = z
  .object({
    currencies: z.array(
      z.object({
        currency: BookCurrencyView,
        outstandingMinor: z.int().describe('The sum of the balances of all cards, in minor units'),
        updatedAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Liability' });

/** There is one row for each currency. */
const CURRENCIES_MAX = 100;

/** What outlets owe each other, and what is owed to those who hold cards. */
@Controller('v1')
@ApiTags('Books')
@Scopes('clearing:read')
export class BooksController {
  constructor(private readonly queryBus: QueryBus) {}

  @Get('settlement/:period')
  @ReadModelRoute('What outlets owe each other for a day, as JSON or CSV', SettlementView)
  async settlement(
    @Param('period', { schema: PeriodPath }) path: string,
    @Fresh() freshness: Freshness,
    @Exchange() { request, reply }: HttpExchange,
  ): Promise<SettlementView | string> {
    const period = path.replace(CSV, '');
    const row = await this.queryBus.execute(new FindRow(settlement, period, freshness));
    const view = settlementView(period, row?.currencies ?? {});
    if (!path.endsWith(CSV) && !request.headers.accept?.startsWith('text/csv')) return view;
    reply.type('text/csv; charset=utf-8');
    return settlementCsv(view);
  }

  @Get('liability')
  @ReadModelRoute('What is owed to those who hold cards, by currency', LiabilityView)
  async liability(@Fresh() freshness: Freshness): Promise<{ currencies: LiabilityRow[] }> {
    const rows = await this.queryBus.execute(new ListRows(liability, { limit: CURRENCIES_MAX }, freshness));
    return { currencies: rows.toReversed() };
  }
}
