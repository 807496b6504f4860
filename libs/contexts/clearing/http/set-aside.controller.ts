import { CardId } from '#contracts/gift-cards';
import { Currency, type Database } from '#kernel';
import {
  DATABASE,
  decodeCursor,
  page,
  type Page,
  pageOf,
  pageQuery,
  QueryRoute,
  ROUTES,
  type Routes,
  Scopes,
} from '#runtime';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { StoreId } from '../contracts/index.js';
import { LINE_PARTS, type LineParts } from '../line/parts.js';

const SetAsideView = z
  .object({
    cardId: CardId,
    currency: Currency,
    minor: z.int().describe('What the store may draw on, as far as the hub knows; in minor units'),
  })
  .meta({ id: 'SetAside' });
type SetAsideView = z.infer<typeof SetAsideView>;

const SetAsideQuery = z.strictObject(pageQuery);
type SetAsideQuery = z.infer<typeof SetAsideQuery>;

const Position = z.int().nonnegative();

/** What is set aside at a store, card by card: what is stranded when it is lost. */
@Controller('v1/stores/:storeId/set-aside')
@ApiTags('Stores')
@Scopes('stores:read')
export class SetAsideController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LINE_PARTS) private readonly parts: LineParts,
    @Inject(ROUTES) private readonly routes: Routes,
  ) {}

  /** A page is so many cards that the store is told of; there may be fewer of which something is set aside. */
  @Get()
  @QueryRoute(
    'Cards of which something is set aside at a store; a page may have few of them',
    pageOf(SetAsideView),
  )
  async setAside(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Query({ schema: SetAsideQuery }) { limit, cursor }: SetAsideQuery,
  ): Promise<Page<SetAsideView>> {
    const scope = { list: 'set-aside', storeId };
    const after = cursor === undefined ? 0 : decodeCursor(scope, Position, cursor);
    return this.database.transaction(async (tx) => {
      const rows = await tx.facts.changed(storeId, after, limit + 1);
      const ids = rows.slice(0, limit).map(({ cardId }) => cardId);
      const cards = await this.parts.cards(tx.events, ids, (stored) => this.routes.catalog.decode(stored));
      const shown = new Map(cards.map(({ standing }) => [standing.cardId, standing]));
      const all = page({
        rows,
        limit,
        scope,
        placeOf: ({ position }) => position,
        view: ({ cardId }) => shown.get(cardId),
      });
      const data = all.data.flatMap((standing): SetAsideView[] => {
        const own = standing?.allowances.filter((allowance) => allowance.storeId === storeId) ?? [];
        const minor = own.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
        return standing && minor > 0 ? [{ cardId: standing.cardId, currency: standing.currency, minor }] : [];
      });
      return { ...all, data };
    });
  }
}
