import {
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  CardActivated,
  CardBlocked,
  CardLoaded,
  CardRedeemed,
  CardUnblocked,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  OverdraftSettled,
  PolicyAssigned,
  RecallAllowances,
  StoreFactsRecorded,
} from '#contracts/gift-cards';
import type { Database, DataOf, MessageCatalog } from '#kernel';
import { DATABASE, DeliveryContext, Reacts, ROUTES, type Routes } from '#runtime';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { StockAssigned } from '../contracts/index.js';
import { storeListIn } from './store-registry.js';

const QUEUE = 'clearing.feed';

interface OfCard {
  readonly cardId: string;
}

/** Notes which stores are to be told of a card. What they are told is read when they ask. */
@Controller()
export class FeedReactions {
  private readonly catalog: MessageCatalog;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ROUTES) { catalog }: Routes,
  ) {
    this.catalog = catalog;
  }

  @Reacts(QUEUE, AllowanceGranted)
  async granted(@Payload() { storeId, cardId }: DataOf<typeof AllowanceGranted>): Promise<void> {
    await this.database.transaction((tx) => tx.facts.concern([{ storeId, cardId }]));
  }

  @Reacts(QUEUE, StockAssigned)
  async stocked(@Payload() { storeId, cardIds }: DataOf<typeof StockAssigned>): Promise<void> {
    const concerns = cardIds.map((cardId) => ({ storeId, cardId }));
    await this.database.transaction((tx) => tx.facts.concern(concerns));
  }

  /** All stores are told of a block, and what was set aside for them is wanted back. */
  @Reacts(QUEUE, CardBlocked)
  async blocked(@Payload() { cardId }: OfCard, @Ctx() delivery: DeliveryContext): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { stores } = await storeListIn(tx, this.catalog);
      await tx.facts.concern(stores.map(({ storeId }) => ({ storeId, cardId })));
    });
    delivery.send(new RecallAllowances({ cardId }));
  }

  @Reacts(QUEUE, StoreFactsRecorded)
  async recorded(
    @Payload() { cardId, facts }: DataOf<typeof StoreFactsRecorded>,
    @Ctx() delivery: DeliveryContext,
  ): Promise<void> {
    const blocks = facts.some(({ says }) => says.type === 'gift-cards.blocked-at-store');
    await (blocks ? this.blocked({ cardId }, delivery) : this.changed({ cardId }));
  }

  @Reacts(QUEUE, CardUnblocked)
  unblocked(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, PolicyAssigned)
  policyAssigned(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, AllowancesRecalled)
  recalled(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, AllowancesReclaimed)
  reclaimed(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, OverdraftSettled)
  settled(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, CardActivated)
  activated(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, CardLoaded)
  loaded(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, CardRedeemed)
  redeemed(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, HoldPlaced)
  held(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, HoldCaptured)
  captured(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  @Reacts(QUEUE, HoldReleased)
  released(@Payload() data: OfCard): Promise<void> {
    return this.changed(data);
  }

  private async changed({ cardId }: OfCard): Promise<void> {
    await this.database.transaction((tx) => tx.facts.touch([cardId]));
  }
}
