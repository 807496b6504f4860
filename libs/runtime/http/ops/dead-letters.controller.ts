import type { Database, DealtWith } from '#kernel';
import { applyDecorators, Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { DATABASE } from '../../tokens.js';
import { ApiIdempotencyKey, QueryRoute } from '../docs/route-docs.js';
import { callerOf } from '../door/command-door.js';
import { Exchange, HttpExchange } from '../door/exchange.js';
import { pageQuery, QueryText } from '../paging/page.js';
import { Scopes } from '../security/route-policy.js';
import { DeadLetterDeals } from './dead-letter-deals.js';
import { DeadLetterView, deadLetterView } from './dead-letter-view.js';

const DeadLetterQuery = z.strictObject({
  limit: pageQuery.limit,
  state: z.enum(['all', 'open']).default('all').describe('`open` leaves out those that were dealt with'),
});
type DeadLetterQuery = z.infer<typeof DeadLetterQuery>;

const DeadLetters = z.object({ data: z.array(DeadLetterView) });

const LetterId = z.string().regex(/^[1-9][0-9]{0,17}$/, 'Is not the id of a dead letter');

const DealBody = z.strictObject({ reason: QueryText.describe('Kept with the dead letter') });
type DealBody = z.infer<typeof DealBody>;

const DealRoute = (summary: string) =>
  applyDecorators(
    HttpCode(200),
    Scopes('ops:dead-letters:act'),
    ApiOperation({ summary }),
    ApiIdempotencyKey(),
    ApiResponse({ status: 200, description: 'It is marked so', standardSchema: DeadLetterView }),
  );

@Controller('v1/dead-letters')
@ApiTags('Dead letters')
export class DeadLettersController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly deals: DeadLetterDeals,
  ) {}

  @Get()
  @Scopes('ops:dead-letters:read')
  @QueryRoute('Messages that nobody could handle, the latest first', DeadLetters)
  async deadLetters(@Query({ schema: DeadLetterQuery }) { limit, state }: DeadLetterQuery) {
    const letters = await this.database.transaction((tx) => tx.mailbox.deadLetters(limit, state));
    return { data: letters.map(deadLetterView) };
  }

  @Post(':id/replay')
  @DealRoute('Hand the message to its queue once more')
  replay(
    @Param('id', { schema: LetterId }) id: string,
    @Body({ schema: DealBody }) { reason }: DealBody,
    @Exchange() exchange: HttpExchange,
  ): Promise<DeadLetterView> {
    return this.deal(exchange, id, 'replayed', reason);
  }

  @Post(':id/discard')
  @DealRoute('Mark a dead letter as of no more use')
  discard(
    @Param('id', { schema: LetterId }) id: string,
    @Body({ schema: DealBody }) { reason }: DealBody,
    @Exchange() exchange: HttpExchange,
  ): Promise<DeadLetterView> {
    return this.deal(exchange, id, 'discarded', reason);
  }

  private async deal(
    exchange: HttpExchange,
    id: string,
    outcome: DealtWith['outcome'],
    reason: string,
  ): Promise<DeadLetterView> {
    const { letter, repeated } = await this.deals.deal({ id, outcome, reason }, callerOf(exchange));
    if (repeated) exchange.reply.header('Idempotent-Replayed', 'true');
    return deadLetterView(letter);
  }
}
