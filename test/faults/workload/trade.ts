import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from '../../../apps/demo/plan/dice.js';
import type { World } from '../world/world.js';
import { Client } from './client.js';
import { Counter } from './counter.js';
import { Journal } from './journal.js';
import { order, type PaymentMix, PLENTIFUL, SCARCE, USUAL_PAYMENTS } from './orders.js';

export interface TradeOptions {
  readonly seed: number;
  /** Customers at a time. */
  readonly customers?: number;
  readonly payments?: PaymentMix;
}

const CUSTOMERS = 6;
const CARDS_MAX = 60;
const FIRST_CARDS = 6;
/** Two cores carry hubs, database, broker and this program: customers think between two wishes. */
const THINK_MS_MAX = 400;
/** Longer than all strikes of a round together: a client who gives up in the middle would be taken for one who was let down. */
const PATIENCE_MS = 1_800_000;

/** Customers who go on trading, whatever happens, until they are told to stop. */
export class Trade {
  /** Why attempts came to nothing. */
  readonly troubles = new Counter();
  readonly done = new Counter();
  private readonly cards: string[] = [];
  private readonly customers: Promise<void>[] = [];
  private readonly failures: unknown[] = [];
  private next = 1;
  private over = false;

  private constructor(
    private readonly client: Client,
    readonly journal: Journal,
    private readonly dice: Dice,
    private readonly payments: PaymentMix,
  ) {}

  /** Opens the shop: goods on the shelves, the first cards sold, and customers at the door. */
  static async begin(world: World, options: TradeOptions): Promise<Trade> {
    const { seed, customers = CUSTOMERS, payments = USUAL_PAYMENTS } = options;
    const journal = await Journal.open(join(world.folder, 'journal.jsonl'));
    const dice = new Dice(seed);
    const onTrouble = (what: string): void => trade.troubles.add(what);
    const { apiUrls: urls, key } = world;
    const client = new Client({
      urls,
      bearer: key.bearer,
      journal,
      dice,
      patienceMs: PATIENCE_MS,
      onTrouble,
    });
    const trade = new Trade(client, journal, dice, payments);
    await Promise.all([
      ...PLENTIFUL.map((sku) => trade.client.carryThrough(order.deliver(trade.key(), sku, 100_000))),
      trade.client.carryThrough(order.deliver(trade.key(), SCARCE, 40)),
      ...Array.from({ length: FIRST_CARDS }, () => trade.sell()),
    ]);
    for (let customer = 0; customer < customers; customer += 1) {
      trade.customers.push(trade.goOn().catch((error: unknown) => void trade.failures.push(error)));
    }
    return trade;
  }

  /** No more wishes; those under way are carried through. @returns why customers gave up, if any did */
  async end(): Promise<readonly unknown[]> {
    this.over = true;
    await Promise.all(this.customers);
    await this.journal.close();
    return this.failures;
  }

  private async goOn(): Promise<void> {
    while (!this.over) {
      await this.wish();
      await pause(this.dice.next() * THINK_MS_MAX);
    }
  }

  private async wish(): Promise<void> {
    const wish = this.dice.next();
    if (wish < 0.5) return this.buy();
    if (wish < 0.72) return this.carry(order.load(this.key(), this.card(), this.dice.whole(100, 5_000)));
    if (wish < 0.94) return this.carry(order.redeem(this.key(), this.card(), this.dice.whole(50, 2_500)));
    if (this.cards.length < CARDS_MAX) return this.sell();
  }

  private async sell(): Promise<void> {
    const atOnce = this.dice.chance(0.7);
    const { state, subject } = await this.client.carryThrough(order.sell(this.key(), atOnce));
    if (state !== 'succeeded' || subject === undefined) return;
    if (!atOnce) await this.carry(order.activate(this.key(), subject));
    await this.carry(order.load(this.key(), subject, this.dice.whole(1_000, 20_000)));
    this.cards.push(subject);
  }

  private async buy(): Promise<void> {
    const regrets = this.dice.chance(0.12);
    const card = this.dice.chance(0.8) ? this.card() : undefined;
    const purchase = order.purchase(this.key(), card, this.payments, this.dice);
    if (!regrets) return this.carry(purchase);
    let cancelling: Promise<void> | undefined;
    await this.client.carryThrough(purchase, ({ subject }) => {
      if (subject !== undefined) cancelling = this.carry(order.cancel(this.key(), subject));
      // It is waited for below, and must not be nobody's when the purchase itself fails.
      cancelling?.catch(() => undefined);
    });
    this.done.add('purchase');
    await cancelling;
  }

  private async carry(intent: Parameters<Client['carryThrough']>[0]): Promise<void> {
    await this.client.carryThrough(intent);
    this.done.add(intent.kind);
  }

  private key(): string {
    const number = this.next;
    this.next += 1;
    return `trade-intent-${String(number).padStart(6, '0')}`;
  }

  /** Few cards are used a lot, and most hardly at all (Zipf). */
  private card(): string {
    const weights = this.cards.map((_, rank) => 1 / (rank + 1));
    let left = this.dice.next() * weights.reduce((sum, each) => sum + each, 0);
    const at = weights.findIndex((weight) => (left -= weight) < 0);
    return this.cards[at] ?? this.dice.pick(this.cards);
  }
}
