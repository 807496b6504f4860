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
  ReadModelRoute,
  rowPages,
  Scopes,
} from '#runtime';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Quantity, Sku } from '../contracts/fields.js';
import { ReceiveStock } from '../contracts/index.js';
import { stockLevels, type StockRow } from '../read-models/stock.projection.js';

const DeliveryBody = z.strictObject({ quantity: Quantity });
type DeliveryBody = z.infer<typeof DeliveryBody>;

const StockQuery = z.strictObject(pageQuery);
type StockQuery = z.infer<typeof StockQuery>;

const StockView = z
  .object({
    sku: Sku,
    onHand: z.int().describe('Pieces received less pieces consumed'),
    reserved: z.int(),
    available: z.int(),
    version: z.int(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Stock' });
type StockView = Readonly<z.infer<typeof StockView>>;

const pageOfStock = rowPages({ list: 'stock', rows: stockLevels, key: Sku, keyOf: ({ sku }) => sku });

/** Goods in stock. */
@Controller('v1/stock')
@ApiTags('Inventory')
export class StockController {
  constructor(
    private readonly door: CommandDoor,
    private readonly queryBus: QueryBus,
  ) {}

  @Post(':sku/deliveries')
  @Scopes('inventory:write')
  @CommandRoute('Receive goods into the stock')
  receive(
    @Param('sku', { schema: Sku }) sku: string,
    @Body({ schema: DeliveryBody }) { quantity }: DeliveryBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new ReceiveStock({ sku, deliveryId: this.door.newId(), quantity }));
  }

  @Get()
  @Scopes('inventory:read')
  @ReadModelRoute('Stock of all goods', pageOf(StockView))
  async stock(
    @Query({ schema: StockQuery }) query: StockQuery,
    @Fresh() freshness: Freshness,
  ): Promise<Page<StockView>> {
    const { data, page } = await pageOfStock(this.queryBus, query, freshness);
    return { data: data.map(stockView), page };
  }

  @Get(':sku')
  @Scopes('inventory:read')
  @ReadModelRoute('Stock of one of the goods', StockView)
  async level(@Param('sku', { schema: Sku }) sku: string, @Fresh() freshness: Freshness): Promise<StockView> {
    const row = await this.queryBus.execute(new FindRow(stockLevels, sku, freshness));
    return stockView(found(row, `Stock of ${sku}`));
  }
}

const stockView = ({ sku, onHand, reserved, available, version, updatedAt }: StockRow): StockView => ({
  sku,
  onHand,
  reserved,
  available,
  version,
  updatedAt,
});
