import { join } from 'node:path';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { eventually } from '#testing';
import type { Shop } from '../world/shop.js';
import type { World } from '../world/world.js';
import { isApproved, Journal } from './journal.js';
import { Till } from './till.js';

/** Enough for all that is taken, and little: the one is covered by allowances, the other is often overdrawn. */
const RICH_MINOR = 50_000;
const SCARCE_MINOR = 2_000;
const CARDS = { rich: 4, scarce: 8 };
const TILLS_PER_SHOP = 2;
const PATIENCE = { withinMs: 120_000, everyMs: 100 };

/** Tills that go on asking while whatever happens happens. */
export class Trade {
  private readonly tills: Till[] = [];
  private readonly cards: string[] = [];
  private readonly stock: string[] = [];

  private constructor(
    private readonly world: World,
    private readonly dice: Dice,
    readonly journal: Journal,
  ) {}

  static async begin(world: World, dice: Dice): Promise<Trade> {
    const trade = new Trade(world, dice, new Journal(join(world.scratch.folder, 'tills.jsonl')));
    for (let card = 0; card < CARDS.rich; card += 1) trade.cards.push(await world.issueCard(RICH_MINOR));
    for (let card = 0; card < CARDS.scarce; card += 1) await trade.addCard();
    return trade;
  }

  /** One that has not been overdrawn yet. */
  async addCard(): Promise<void> {
    this.cards.push(await this.world.issueCard(SCARCE_MINOR));
  }

  /** A card that this shop alone may sell; those that are sold are used like all others from now on. */
  async addStock({ storeId }: Shop): Promise<void> {
    const sold = this.approvedCards('activate');
    for (const cardId of this.stock.filter((each) => sold.has(each) && !this.cards.includes(each)))
      this.cards.push(cardId);
    this.stock.push(await this.world.stockCard(storeId));
  }

  /** A new one in the place of each that is blocked: those were asked for often enough. */
  async replaceBlocked(): Promise<void> {
    const blocked = this.approvedCards('block');
    for (const cardId of this.cards.filter((each) => blocked.has(each))) {
      this.cards.splice(this.cards.indexOf(cardId), 1);
      await this.addCard();
    }
  }

  /** @returns a card that nobody has blocked, and that all of these nodes know */
  async cardKnownTo(shops: readonly Shop[]): Promise<string> {
    const blocked = this.approvedCards('block');
    const cardId = this.dice.pick(this.cards.filter((each) => !blocked.has(each)));
    for (const shop of shops)
      await eventually(
        () => shop.get(`/v1/cards/${cardId}`),
        ({ status }) => status === 200,
        PATIENCE,
      );
    return cardId;
  }

  /** Resolves when a till of this shop has been told that the card is blocked. */
  async blockAt(shop: Shop, cardId: string): Promise<void> {
    const till = this.tills.find((each) => each.shop === shop);
    if (!till) throw new Error(`${shop.name} has no till`);
    await till.block(cardId);
  }

  openTills(shop: Shop): void {
    const { cards, stock, journal, dice } = this;
    for (let count = 0; count < TILLS_PER_SHOP; count += 1)
      this.tills.push(new Till(shop, `till-${this.tills.length + 1}`, { cards, stock, journal, dice }));
  }

  private approvedCards(kind: 'activate' | 'block'): ReadonlySet<string> {
    return new Set(
      this.journal.deals.flatMap((deal) =>
        deal.kind === kind && isApproved(deal.told[0]) ? [deal.cardId] : [],
      ),
    );
  }

  /** Resolves when a till of this shop waits for an answer. */
  async waitingAt(shop: Shop): Promise<void> {
    await eventually(
      () => this.tills.some((till) => till.shop === shop && till.waits),
      (waits) => waits,
      { ...PATIENCE, everyMs: 1 },
    );
  }

  /** Resolves when this shop has approved so many more. */
  async approvedAt(shop: Shop, count: number): Promise<void> {
    const approved = () =>
      this.journal.deals.filter(({ place, told }) => place === shop.name && isApproved(told[0])).length;
    const before = approved();
    await eventually(approved, (now) => now >= before + count, PATIENCE);
  }

  /** Resolves when the hub has confirmed what the shop has approved by now. @returns the first deal that it may not have */
  async confirmedAt(shop: Shop): Promise<number> {
    const { deals } = this.journal;
    const open = deals.find(({ place, told }) => place === shop.name && told.length === 0);
    const first = open?.number ?? deals.length;
    const { head } = await eventually(
      () => shop.status(),
      () => true,
      PATIENCE,
    );
    await eventually(
      () => shop.status(),
      (now) => now.head - now.waitingFacts >= head,
      PATIENCE,
    );
    return first;
  }

  /** Resolves when the tills of these shops have been told about what they asked last. */
  async closeAt(shops: readonly Shop[]): Promise<void> {
    await Promise.all(this.tills.filter(({ shop }) => shops.includes(shop)).map((till) => till.close()));
  }

  /** All tills ask once more for what they asked last. */
  async repeat(): Promise<void> {
    await Promise.all(this.tills.filter(({ shop }) => !shop.isClosed).map((till) => till.repeat()));
  }
}
