import { Exchange as OnExchange, type HttpExchange, httpProblem, Public } from '#runtime';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Exchange } from '../ports/neighbour.js';
import { ExchangeBody } from './exchange.js';
import { Neighbourhood } from './neighbourhood.js';

/** For nodes of other stores that can see this one: they sign what they ask, as they do towards the hub. */
@Controller('v1/neighbours')
@ApiTags('Neighbours')
@Public()
export class PeersController {
  constructor(private readonly neighbourhood: Neighbourhood) {}

  @Post('exchange')
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange facts and blocked cards with another store' })
  @ApiResponse({
    status: 200,
    description: 'What the caller does not know yet',
    standardSchema: ExchangeBody,
  })
  exchange(
    @Body({ schema: ExchangeBody }) body: Exchange,
    @OnExchange() { request }: HttpExchange,
  ): Promise<Exchange> {
    const { authorization = '' } = request.headers;
    const shown = { method: 'POST', url: request.url, body: request.body, authorization };
    if (!this.neighbourhood.admits(shown))
      throw httpProblem('unauthenticated', 'No store of this chain has signed this');
    return this.neighbourhood.hear(body);
  }
}
