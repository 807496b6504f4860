import { Fresh, type Freshness, ListRows, ReadModelRoute, Scopes } from '#runtime';
import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { BookCurrency } from '../contracts/index.js';
import { type LiabilityRow, liability } from '../read-models/liability.projection.js';

const LiabilityView = z
  .object({
    currencies: z.array(
      z.object({
        currency: BookCurrency,
        outstandingMinor: z.int().describe('The sum of the balances of all cards, in minor units'),
        heldMinor: z.int().describe('What of it is held for purchases and at tills'),
        setAsideMinor: z.int().describe('What of it stores may draw on'),
        updatedAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Liability' });

/** There is one row for each currency. */
const CURRENCIES_MAX = 100;

/** What is owed to those who hold cards. */
@Controller('v1/liability')
@ApiTags('Books')
@Scopes('clearing:read')
export class LiabilityController {
  constructor(private readonly queryBus: QueryBus) {}

  @Get()
  @ReadModelRoute('What is owed to those who hold cards, by currency', LiabilityView)
  async liability(@Fresh() freshness: Freshness): Promise<{ currencies: LiabilityRow[] }> {
    const rows = await this.queryBus.execute(new ListRows(liability, { limit: CURRENCIES_MAX }, freshness));
    return { currencies: rows.toReversed() };
  }
}
