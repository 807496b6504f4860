import { Currency, Money } from '#kernel';
import { CommandDoor, CommandRoute, Exchange, HttpExchange, Scopes } from '#runtime';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  ActivateCard,
  AssignPolicy,
  BlockCard,
  CaptureHold,
  CardPolicy,
  IssueCard,
  LoadCard,
  PlaceHold,
  RecallAllowances,
  RedeemCard,
  ReleaseHold,
  UnblockCard,
} from '../contracts/index.js';
import { BlockReason, CardId, HoldId, Uuid } from '../contracts/fields.js';

const IssueBody = z.strictObject({
  currency: Currency,
  activate: z.boolean().default(true).describe('Whether the card is sold at once, and so active at once'),
});
type IssueBody = z.infer<typeof IssueBody>;

const NoBody = z.strictObject({}).optional();

const AmountBody = z.strictObject({ amount: Money });
type AmountBody = z.infer<typeof AmountBody>;

const RedemptionBody = z.strictObject({
  amount: Money,
  allowPartial: z.boolean().default(false).describe('Whether less may be approved, when there is less'),
});
type RedemptionBody = z.infer<typeof RedemptionBody>;

const HoldBody = z.strictObject({ amount: Money, purchaseId: Uuid });
type HoldBody = z.infer<typeof HoldBody>;

const BlockBody = z.strictObject({ reason: BlockReason });
type BlockBody = z.infer<typeof BlockBody>;

/** What can be done with gift cards. */
@Controller('v1/gift-cards')
@ApiTags('Gift cards')
@Scopes('cards:write')
export class CardsController {
  constructor(private readonly door: CommandDoor) {}

  @Post()
  @CommandRoute('Sell a card: it has a currency, and no value yet', { created: 'The card' })
  issue(@Body({ schema: IssueBody }) body: IssueBody, @Exchange() exchange: HttpExchange) {
    const command = new IssueCard({ cardId: this.door.newId(), ...body });
    return this.door.accept(exchange, command, { created: (cardId) => `/v1/gift-cards/${cardId}` });
  }

  @Post(':cardId/activation')
  @CommandRoute('Activate a card that was issued without')
  activate(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new ActivateCard({ cardId }));
  }

  @Post(':cardId/loads')
  @CommandRoute('Load an amount onto a card')
  load(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: AmountBody }) { amount }: AmountBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new LoadCard({ cardId, loadId: this.door.newId(), amount }));
  }

  @Post(':cardId/redemptions')
  @CommandRoute('Redeem an amount from a card')
  redeem(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: RedemptionBody }) body: RedemptionBody,
    @Exchange() exchange: HttpExchange,
  ) {
    const command = new RedeemCard({ cardId, redemptionId: this.door.newId(), ...body });
    return this.door.accept(exchange, command);
  }

  @Post(':cardId/holds')
  @CommandRoute('Set an amount aside for a purchase')
  hold(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: HoldBody }) body: HoldBody,
    @Exchange() exchange: HttpExchange,
  ) {
    const command = new PlaceHold({ cardId, holdId: this.door.newId(), ...body });
    return this.door.accept(exchange, command);
  }

  @Post(':cardId/holds/:holdId/capture')
  @CommandRoute('Take what a hold has set aside')
  capture(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Param('holdId', { schema: HoldId }) holdId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new CaptureHold({ cardId, holdId }), { finishes: true });
  }

  @Post(':cardId/holds/:holdId/release')
  @CommandRoute('Give back what a hold has set aside')
  release(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Param('holdId', { schema: HoldId }) holdId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new ReleaseHold({ cardId, holdId }), { finishes: true });
  }

  @Post(':cardId/block')
  @CommandRoute('Block a card')
  block(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: BlockBody }) { reason }: BlockBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new BlockCard({ cardId, reason }));
  }

  @Post(':cardId/unblock')
  @CommandRoute('End all blocks of a card that are known')
  unblock(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new UnblockCard({ cardId }));
  }

  @Post(':cardId/recall')
  @CommandRoute('Ask the stores for what they have set aside of a card')
  recall(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new RecallAllowances({ cardId }));
  }

  @Post(':cardId/policy')
  @CommandRoute('Say how stores may decide on a card')
  assignPolicy(
    @Param('cardId', { schema: CardId }) cardId: string,
    @Body({ schema: CardPolicy }) policy: CardPolicy,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new AssignPolicy({ cardId, policy }));
  }
}
