import { type HubApi, type Outcome, UnexpectedAnswer } from '../api/hub-api.js';
import type { PlannedCard } from '../plan/card-drawer.js';
import type { PlannedPurchase, PlannedRedemption } from '../plan/trade-plan.js';
import type { Clerk } from './clerk.js';
import type { TradeLog } from './trade-log.js';

const euros = (minor: number) => ({ minor, currency: 'EUR' });

/** What a shop does with cards and goods over the API. */
export class Shop {
  constructor(
    readonly api: HubApi,
    readonly clerk: Clerk,
    readonly log: TradeLog,
    /** For one operation, in milliseconds. */
    readonly withinMs: number,
  ) {}

  skuOf(good: number): string {
    return `DEMO-${this.clerk.run}-${this.log.plan.goods[good]?.name}`;
  }

  cardIdOf(index: number): string {
    const card = this.log.cards[index];
    if (!card) throw new Error(`Card ${index} was not sold`);
    return card.cardId;
  }

  /** @returns a token with which a query sees this delivery, and all that was done before it */
  async receive(good: number, pieces: number, delivery: number | string): Promise<string | undefined> {
    const outcome = await this.clerk.complete(
      {
        name: `delivery-${good}-${delivery}`,
        path: `/v1/stock/${this.skuOf(good)}/deliveries`,
        body: { quantity: pieces },
      },
      this.withinMs,
    );
    succeeded(outcome, 'A delivery');
    this.log.receivedPieces[good] = (this.log.receivedPieces[good] ?? 0) + pieces;
    return outcome.token;
  }

  async sellCard(planned: PlannedCard, index: number): Promise<void> {
    const repeated = index % 20 === 0 ? 'at the same time' : 'no';
    const order = { name: `card-${index}`, path: '/v1/gift-cards', body: { currency: 'EUR' } };
    const sold = succeeded(await this.clerk.complete(order, this.withinMs, repeated), 'Selling a card');
    const card = { cardId: sold.key, loadedMinor: 0, redeemedMinor: 0 };
    this.log.cards[index] = card;
    for (const [load, minor] of planned.loads.entries()) {
      const loading = {
        name: `card-${index}-load-${load}`,
        path: `/v1/gift-cards/${card.cardId}/loads`,
        body: { amount: euros(minor) },
      };
      succeeded(await this.clerk.complete(loading, this.withinMs, repeated), 'Loading a card');
      card.loadedMinor += minor;
    }
    if (planned.role === 'blocked') await this.block(index);
  }

  async redeem({ card, minor, repeated }: PlannedRedemption): Promise<void> {
    const order = {
      name: `card-${card}-redemption`,
      path: `/v1/gift-cards/${this.cardIdOf(card)}/redemptions`,
      body: { amount: euros(minor) },
    };
    succeeded(await this.clerk.complete(order, this.withinMs, repeated), 'A redemption');
    const record = this.log.cards[card];
    if (record) record.redeemedMinor += minor;
  }

  /** What the API is sent for a purchase. */
  bodyOf({ good, quantity, unitMinor, card, payment }: PlannedPurchase) {
    return {
      lines: [{ sku: this.skuOf(good), quantity, unitPrice: euros(unitMinor) }],
      tenders: [
        ...(card ? [{ kind: 'card', cardId: this.cardIdOf(card.index), amount: euros(card.minor) }] : []),
        ...(payment ? [{ kind: 'payment', token: payment.token, amount: euros(payment.minor) }] : []),
      ],
    };
  }

  private async block(index: number): Promise<void> {
    const order = {
      name: `card-${index}-block`,
      path: `/v1/gift-cards/${this.cardIdOf(index)}/block`,
      body: { reason: 'The customer has lost it' },
    };
    succeeded(await this.clerk.complete(order, this.withinMs), 'Blocking a card');
  }
}

/** @throws UnexpectedAnswer, for what cannot be refused in this trade */
function succeeded({ operation, code }: Outcome, what: string) {
  if (operation?.state === 'succeeded') return operation;
  throw new UnexpectedAnswer(`${what} was refused: ${code ?? operation?.state}`);
}
