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

  openTills(shop: Shop): void {
    const { cards, journal, dice } = this;
    for (let count = 0; count < TILLS_PER_SHOP; count += 1)
      this.tills.push(new Till(shop, `till-${this.tills.length + 1}`, { cards, journal, dice }));
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
