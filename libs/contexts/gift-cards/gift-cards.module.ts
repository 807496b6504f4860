import { provideRefusals } from '#runtime';
import { Module } from '@nestjs/common';
import { CardQueriesController } from './http/card-queries.controller.js';
import { CardsController } from './http/cards.controller.js';
import { cardProblems } from './http/refusals.js';

/** What gift cards serve; what they decide and show is in `giftCards`. */
@Module({
  controllers: [CardsController, CardQueriesController],
  providers: [provideRefusals(cardProblems)],
})
export class GiftCardsModule {}
