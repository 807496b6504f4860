import { Money } from '#kernel';
import {
  CommandDoor,
  CommandRoute,
  Exchange,
  FindRow,
  found,
  Fresh,
  type Freshness,
  HttpExchange,
  pageOf,
  pageQuery,
  QueryText,
  ReadModelRoute,
  rowPages,
  Scopes,
} from '#runtime';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { AskToPayLater, CloseTab, barRefusals, OpenTab, OrderDrink, tabs, type TabRow } from './bar.js';

const TabId = z.uuid();

const OpenTabBody = z.strictObject({ guest: QueryText, limit: Money });
type OpenTabBody = z.infer<typeof OpenTabBody>;

const OrderBody = z.strictObject({ price: Money });
type OrderBody = z.infer<typeof OrderBody>;

const TabsQuery = z.strictObject({ guest: QueryText.optional(), ...pageQuery });
type TabsQuery = z.infer<typeof TabsQuery>;

const TabView = z.object({ tabId: TabId, guest: z.string(), drinks: z.int() }).meta({ id: 'Tab' });

const pageOfTabs = rowPages({ list: 'tabs', rows: tabs, key: TabId, keyOf: ({ tabId }) => tabId });

@Controller('v1/tabs')
@ApiTags('Tabs')
export class TabsController {
  constructor(
    private readonly door: CommandDoor,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scopes('bar:order')
  @CommandRoute('Open a tab', { created: 'The tab' })
  open(@Body({ schema: OpenTabBody }) body: OpenTabBody, @Exchange() exchange: HttpExchange) {
    return this.door.accept(exchange, new OpenTab({ tabId: this.door.newId(), ...body }), {
      created: (tabId) => `/v1/tabs/${tabId}`,
    });
  }

  @Post(':tabId/drinks')
  @Scopes('bar:order')
  @CommandRoute('Order a drink')
  order(
    @Param('tabId', { schema: TabId }) tabId: string,
    @Body({ schema: OrderBody }) { price }: OrderBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new OrderDrink({ tabId, price }));
  }

  @Post(':tabId/deferral')
  @Scopes('bar:order')
  @CommandRoute('Ask to pay later')
  payLater(@Param('tabId', { schema: TabId }) tabId: string, @Exchange() exchange: HttpExchange) {
    return this.door.accept(exchange, new AskToPayLater({ tabId }), { endsWith: 'bar.pay-later' });
  }

  @Post(':tabId/closing')
  @Scopes('bar:order')
  @CommandRoute('Close a tab')
  close(@Param('tabId', { schema: TabId }) tabId: string, @Exchange() exchange: HttpExchange) {
    return this.door.accept(exchange, new CloseTab({ tabId }), { finishes: true });
  }

  @Get()
  @Scopes('bar:look')
  @ReadModelRoute('Tabs, the latest first', pageOf(TabView))
  tabs(@Query({ schema: TabsQuery }) query: TabsQuery, @Fresh() freshness: Freshness) {
    return pageOfTabs(this.queries, query, freshness);
  }

  @Get(':tabId')
  @Scopes('bar:look')
  @ReadModelRoute('A tab', TabView)
  async tab(
    @Param('tabId', { schema: TabId }) tabId: string,
    @Fresh() freshness: Freshness,
  ): Promise<TabRow> {
    return found(await this.queries.execute(new FindRow(tabs, tabId, freshness)), `The tab ${tabId}`);
  }
}

@Module({ controllers: [TabsController], providers: [barRefusals] })
export class BarModule {}
