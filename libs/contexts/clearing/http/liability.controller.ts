import type { Database } from '#kernel';
import { DATABASE, Fresh, type Freshness, ListRows, ReadModelRoute, Scopes } from '#runtime';
import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { BookCurrency, StoreId } from '../contracts/index.js';
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
    frontier: z
      .array(z.object({ storeId: StoreId, seq: z.int() }))
      .describe(
        'What the hub had heard: by store, the last fact of its chain. What is further is not in the sums; what came last may be on its way to the cards',
      ),
  })
  .meta({ id: 'Liability' });

interface Liability {
  readonly currencies: readonly LiabilityRow[];
  readonly frontier: readonly { readonly storeId: string; readonly seq: number }[];
}

/** There is one row for each currency. */
const CURRENCIES_MAX = 100;

/** What is owed to those who hold cards. */
@Controller('v1/liability')
@ApiTags('Books')
@Scopes('clearing:read')
export class LiabilityController {
  constructor(
    private readonly queryBus: QueryBus,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  @Get()
  @ReadModelRoute('What is owed to those who hold cards, by currency', LiabilityView)
  async liability(@Fresh() freshness: Freshness): Promise<Liability> {
    const rows = await this.queryBus.execute(new ListRows(liability, { limit: CURRENCIES_MAX }, freshness));
    const heads = await this.database.transaction((tx) => tx.facts.frontier());
    const frontier = [...heads].map(([storeId, seq]) => ({ storeId, seq }));
    return { currencies: rows.toReversed(), frontier };
  }
}
