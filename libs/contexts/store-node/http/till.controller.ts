import { CardId } from '#contracts/gift-cards';
import { Currency, Digest } from '#kernel';
import { found, QueryRoute } from '#runtime';
import { applyDecorators, Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  Activate,
  Annul,
  Block,
  Capture,
  Hold,
  Load,
  Redeem,
  Release,
  Reverse,
  type TillRequest,
} from '../contracts/index.js';
import { StoreNode } from '../store-node.js';
import { ApprovedAnswer, failureOf, told } from './answers.js';

const RedeemBody = Redeem.omit({ kind: true });
const HoldBody = Hold.omit({ kind: true });
const CaptureBody = Capture.omit({ kind: true, hold: true });
const ReleaseBody = Release.omit({ kind: true, hold: true });
const ReverseBody = Reverse.omit({ kind: true, redemption: true });
const AnnulBody = Annul.omit({ kind: true });
const LoadBody = Load.omit({ kind: true });
const ActivateBody = Activate.omit({ kind: true });
const BlockBody = Block.omit({ kind: true });

const BalanceView = z.object({
  cardId: CardId,
  currency: Currency,
  isActive: z.boolean(),
  isBlocked: z.boolean(),
  balanceMinor: z.int(),
  heldMinor: z.int(),
  setAsideMinor: z.int().describe('What is set aside for this store'),
  setAsideElsewhere: z
    .array(z.object({ store: z.string(), minor: z.int() }))
    .describe('What is set aside for other stores, by name'),
  knownVersion: z.int(),
  knowledgeAgeMs: z.int(),
  onLine: z.boolean(),
});

/** A request that is safe to repeat: till and request id are its name, and it is answered once and for all. */
const TillRoute = (summary: string) =>
  applyDecorators(
    HttpCode(200),
    ApiOperation({
      summary,
      description:
        'Safe to repeat: `till` and `requestId` name the request, and it is answered as it was the first time.',
    }),
    ApiResponse({ status: 200, description: 'Approved, and on the disk', standardSchema: ApprovedAnswer }),
    ApiResponse({
      status: 409,
      description: 'Declined: `why.code` says why, with the numbers that explain it',
    }),
  );

/** What tills ask for. */
@Controller('v1')
@ApiTags('Tills')
@ApiBearerAuth('apiKey')
export class TillController {
  constructor(private readonly node: StoreNode) {}

  @Get('cards/:cardId')
  @QueryRoute('What is on a card, as far as this store knows', BalanceView)
  async balance(@Param('cardId', { schema: CardId }) cardId: string) {
    return found(await this.node.balance(cardId), `The card ${cardId}`);
  }

  @Post('redemptions')
  @TillRoute('Redeem an amount from a card')
  redeem(@Body({ schema: RedeemBody }) body: z.infer<typeof RedeemBody>) {
    return this.answer({ kind: 'redeem', ...body });
  }

  @Post('redemptions/:factId/reversals')
  @TillRoute('Undo a redemption or a captured hold, or a part of it')
  reverse(
    @Param('factId', { schema: Digest }) redemption: string,
    @Body({ schema: ReverseBody }) body: z.infer<typeof ReverseBody>,
  ) {
    return this.answer({ kind: 'reverse', redemption, ...body });
  }

  @Post('holds')
  @TillRoute('Set an amount aside')
  hold(@Body({ schema: HoldBody }) body: z.infer<typeof HoldBody>) {
    return this.answer({ kind: 'hold', ...body });
  }

  @Post('holds/:factId/captures')
  @TillRoute('Take a hold, or a part of it; the rest goes back')
  capture(
    @Param('factId', { schema: Digest }) hold: string,
    @Body({ schema: CaptureBody }) body: z.infer<typeof CaptureBody>,
  ) {
    return this.answer({ kind: 'capture', hold, ...body });
  }

  @Post('holds/:factId/releases')
  @TillRoute('Give all of a hold back')
  release(
    @Param('factId', { schema: Digest }) hold: string,
    @Body({ schema: ReleaseBody }) body: z.infer<typeof ReleaseBody>,
  ) {
    return this.answer({ kind: 'release', hold, ...body });
  }

  @Post('annulments')
  @TillRoute('Make sure that a request has no effect, whether it came, comes late, or never')
  annul(@Body({ schema: AnnulBody }) body: z.infer<typeof AnnulBody>) {
    return this.answer({ kind: 'annul', ...body });
  }

  @Post('loads')
  @TillRoute('Load cash onto a card')
  load(@Body({ schema: LoadBody }) body: z.infer<typeof LoadBody>) {
    return this.answer({ kind: 'load', ...body });
  }

  @Post('activations')
  @TillRoute("Sell a card out of this store's stock")
  activate(@Body({ schema: ActivateBody }) body: z.infer<typeof ActivateBody>) {
    return this.answer({ kind: 'activate', ...body });
  }

  @Post('blocks')
  @TillRoute('Block a card')
  block(@Body({ schema: BlockBody }) body: z.infer<typeof BlockBody>) {
    return this.answer({ kind: 'block', ...body });
  }

  private async answer(request: TillRequest): Promise<ApprovedAnswer> {
    try {
      return told(await this.node.decide(request));
    } catch (error) {
      throw failureOf(error);
    }
  }
}
