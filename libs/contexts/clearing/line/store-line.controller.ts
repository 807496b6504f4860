import { Public, QueryRoute } from '#runtime';
import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AllowanceBody,
  CardListAnswer,
  CardListQuery,
  CardsBody,
  EnrolmentAnswer,
  EnrolmentBody,
  FactsAnswer,
  FactsBody,
  NewsAnswer,
  NewsQuery,
  NoticesAnswer,
} from '../contracts/index.js';
import { answer } from './compressed.js';
import { StoreLine } from './store-line.js';

/** The line between the nodes in stores and the hub. A node signs what it sends; it holds no API key. */
@Controller('v1/store-line')
@ApiTags('Store line')
@Public()
export class StoreLineController {
  constructor(private readonly line: StoreLine) {}

  @Post('enrolments')
  @HttpCode(200)
  @QueryRoute('A node takes the place of a store, with the code that was given out for it', EnrolmentAnswer)
  async enrol(
    @Body({ schema: EnrolmentBody }) body: EnrolmentBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    answer(request, reply, await this.line.enrol(body));
  }

  @Post('facts')
  @HttpCode(200)
  @QueryRoute('Takes what stores have said', FactsAnswer)
  async push(
    @Body({ schema: FactsBody }) { facts }: FactsBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const storeId = await this.line.teller(request, facts);
    answer(request, reply, await this.line.take(storeId, facts));
  }

  @Get('news')
  @QueryRoute('What a store is to be told', NewsAnswer)
  async news(
    @Query({ schema: NewsQuery }) query: NewsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const storeId = await this.line.listener(request);
    const isGone = () => reply.raw.destroyed;
    answer(request, reply, await this.line.news(storeId, query, isGone));
  }

  @Post('allowances')
  @HttpCode(200)
  @QueryRoute('An allowance for a request that a till waits for', NoticesAnswer)
  async allow(
    @Body({ schema: AllowanceBody }) body: AllowanceBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const storeId = await this.line.caller(request);
    answer(request, reply, await this.line.allow(storeId, body));
  }

  @Post('cards')
  @HttpCode(200)
  @QueryRoute('How cards stand; the store is told of them from now on', NoticesAnswer)
  async cards(
    @Body({ schema: CardsBody }) { cardIds }: CardsBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const storeId = await this.line.caller(request);
    answer(request, reply, await this.line.cards(storeId, cardIds));
  }

  @Get('card-list')
  @QueryRoute('All cards, a part at a time, and then what has changed', CardListAnswer)
  async list(
    @Query({ schema: CardListQuery }) { after, limit }: CardListQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.line.caller(request);
    answer(request, reply, await this.line.list(after, limit));
  }
}
