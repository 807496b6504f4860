import { Currency, Money } from '#kernel';
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
import { PurchaseId, PurchaseLines, Reason, Tenders } from '../contracts/fields.js';
import { CancelPurchase, ConfirmPurchase } from '../contracts/index.js';
import { purchaseSaga } from '../processes/purchase.saga.js';
import { type PurchaseRow, purchases } from '../read-models/purchases.projection.js';

const PurchaseBody = z.strictObject({ lines: PurchaseLines, tenders: Tenders });
type PurchaseBody = z.infer<typeof PurchaseBody>;

const CancellationBody = z.strictObject({ reason: Reason });
type CancellationBody = z.infer<typeof CancellationBody>;

const Status = z.enum(['confirmed', 'cancelling', 'accepted', 'completed', 'cancelled']);

const PurchasesQuery = z.strictObject({ status: Status.optional(), ...pageQuery });
type PurchasesQuery = z.infer<typeof PurchasesQuery>;

const PurchaseView = z
  .object({
    purchaseId: PurchaseId,
    status: Status,
    total: z.object({ minor: z.int(), currency: Currency }),
    lines: PurchaseLines,
    tenders: z.array(
      z.object({ kind: z.enum(['card', 'payment']), cardId: z.string().optional(), amount: Money }),
    ),
    reason: z.string().optional().describe('Why it was cancelled, or is to be'),
    confirmedAt: z.iso.datetime(),
    acceptedAt: z.iso.datetime().optional(),
    completedAt: z.iso.datetime().optional(),
    cancelledAt: z.iso.datetime().optional(),
    version: z.int(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Purchase' });

const pageOfPurchases = rowPages({
  list: 'purchases',
  rows: purchases,
  key: PurchaseId,
  keyOf: ({ purchaseId }) => purchaseId,
});

/** Purchases: confirming and cancelling them, and how far they have got. */
@Controller('v1/purchases')
@ApiTags('Purchases')
export class PurchasesController {
  constructor(
    private readonly door: CommandDoor,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @Scopes('purchases:write')
  @CommandRoute('Confirm a purchase, paid with gift cards and at most one payment', {
    created: 'The purchase',
  })
  confirm(@Body({ schema: PurchaseBody }) body: PurchaseBody, @Exchange() exchange: HttpExchange) {
    const command = new ConfirmPurchase({ purchaseId: this.door.newId(), ...body });
    return this.door.accept(exchange, command, {
      endsWith: purchaseSaga.name,
      created: (purchaseId) => `/v1/purchases/${purchaseId}`,
    });
  }

  @Post(':purchaseId/cancellation')
  @Scopes('purchases:write')
  @CommandRoute('Cancel a purchase that is not accepted yet')
  cancel(
    @Param('purchaseId', { schema: PurchaseId }) purchaseId: string,
    @Body({ schema: CancellationBody }) { reason }: CancellationBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new CancelPurchase({ purchaseId, reason }), { finishes: true });
  }

  @Get()
  @Scopes('purchases:read')
  @ReadModelRoute('Purchases, the newest first', pageOf(PurchaseView))
  async list(
    @Query({ schema: PurchasesQuery }) query: PurchasesQuery,
    @Fresh() freshness: Freshness,
  ): Promise<Page<PurchaseRow>> {
    return pageOfPurchases(this.queryBus, query, freshness);
  }

  @Get(':purchaseId')
  @Scopes('purchases:read')
  @ReadModelRoute('A purchase, and how far it has got', PurchaseView)
  async purchase(
    @Param('purchaseId', { schema: PurchaseId }) purchaseId: string,
    @Fresh() freshness: Freshness,
  ): Promise<PurchaseRow> {
    const purchase = await this.queryBus.execute(new FindRow(purchases, purchaseId, freshness));
    return found(purchase, `Purchase ${purchaseId}`);
  }
}
