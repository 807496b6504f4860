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
  ReadModelRoute,
  ROUTES,
  type Routes,
  rowPages,
  Scopes,
} from '#runtime';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CardId } from '../contracts/fields.js';
import { PolicyMode } from '../contracts/index.js';
import { lastActivities } from '../card-histories.js';
import type { CardActivity } from '../read-models/card-activities.js';
import { type CardRow, cards } from '../read-models/cards.projection.js';

const CardView = z
  .object({
    cardId: CardId,
    currency: Currency,
    status: z.enum(['issued', 'active', 'blocked']),
    balanceMinor: z.int().describe('In minor units of the currency, like all amounts'),
    heldMinor: z.int().describe('Set aside by live holds'),
    setAsideMinor: z.int().describe('Set aside at stores, which may draw on it'),
    availableMinor: z.int().describe('The rest of the balance'),
    policy: PolicyMode.describe('How stores may decide on it'),
    isOverdrawn: z
      .boolean()
      .describe('As long as it is, stores decide on allowances only, whatever the policy'),
    version: z.int(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'GiftCard' });

const CardWithActivities = CardView.extend({
  activities: z
    .array(
      z.object({
        what: z.string(),
        at: z.iso.datetime(),
        amountMinor: z.int().optional(),
        reference: z.string().optional(),
        detail: z.string().optional(),
      }),
    )
    .describe('The last of what happened, newest first'),
}).meta({ id: 'GiftCardWithActivities' });

interface CardWithActivities extends CardRow {
  readonly activities: readonly CardActivity[];
}

const CardsQuery = z.strictObject({
  status: z.enum(['issued', 'active', 'blocked']).optional(),
  ...pageQuery,
});
type CardsQuery = z.infer<typeof CardsQuery>;

const pageOfCards = rowPages({ list: 'gift-cards', rows: cards, key: CardId, keyOf: ({ cardId }) => cardId });

@Controller('v1/gift-cards')
@ApiTags('Gift cards')
@Scopes('cards:read')
export class CardQueriesController {
  constructor(
    private readonly queryBus: QueryBus,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ROUTES) private readonly routes: Routes,
  ) {}

  @Get()
  @ReadModelRoute('Cards, the newest first', pageOf(CardView))
  async cards(
    @Query({ schema: CardsQuery }) query: CardsQuery,
    @Fresh() freshness: Freshness,
  ): Promise<Page<CardRow>> {
    return pageOfCards(this.queryBus, query, freshness);
  }

  @Get(':cardId')
  @ReadModelRoute('A card: its balance, and what happened to it last', CardWithActivities)
  async card(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Fresh() freshness: Freshness,
  ): Promise<CardWithActivities> {
    const card = found(await this.queryBus.execute(new FindRow(cards, cardId, freshness)), `Card ${cardId}`);
    const histories = await this.database.transaction((tx) =>
      lastActivities(tx.events, [card], (stored) => this.routes.catalog.decode(stored)),
    );
    return { ...card, activities: histories.get(cardId) ?? [] };
  }
}
