import { BlockCard, IssueCard, LoadCard, RedeemCard } from '#contracts/gift-cards';
import { ReceiveStock } from '#contracts/inventory';
import { CancelPurchase, ConfirmPurchase } from '#contracts/purchasing';
import type { DataOf } from '#kernel';
import { DECLINED_TOKEN, EXPIRING_TOKEN } from '../outside/payment-desk.js';
import type { Random } from '../world/random.js';
import type { Action, ClientPlan } from './scenario.js';

type Purchase = DataOf<typeof ConfirmPurchase>;

const currency = 'EUR' as const;
const PURCHASE_SAGA = 'purchasing.purchase';
/** By then the first shelves are full and the first cards are sold, if nothing is in the way. */
const SHOPPERS_COME_MS = { first: 200, last: 2_500 };
const TOKENS = [
  'tok_visa',
  'tok_visa',
  'tok_visa',
  'tok_visa',
  'tok_visa',
  'tok_visa',
  DECLINED_TOKEN,
  EXPIRING_TOKEN,
];

const euros = (minor: number) => ({ minor, currency });
const short = (id: string): string => id.slice(-4);

/** A small market: stock, some cards, and customers who buy, redeem and change their minds. */
export class Market {
  private readonly skus: readonly string[];
  private readonly cards: readonly string[];
  private ids = 0;

  constructor(private readonly random: Random) {
    this.skus = ['apples', 'books'].slice(0, random.int(1, 2));
    this.cards = Array.from({ length: random.int(1, 2) }, () => this.newId());
  }

  clients(): ClientPlan[] {
    const { random, skus, cards } = this;
    const shoppers = Array.from({ length: random.int(1, 3) }, (_, n) => ({
      name: `shopper ${n + 1}`,
      actions: this.shopping(),
    }));
    return [
      { name: 'store keeper', actions: skus.map((sku) => this.receive(sku)) },
      { name: 'clerk', actions: cards.flatMap((card) => this.sell(card)) },
      ...shoppers,
      ...(random.happens(0.5) ? [{ name: 'till', actions: this.atTheTill() }] : []),
    ];
  }

  private receive(sku: string): Action {
    const quantity = this.random.int(3, 30);
    const command = new ReceiveStock({ sku, deliveryId: this.newId(), quantity });
    return decided(`receives ${quantity} ${sku}`, command);
  }

  private sell(cardId: string): Action[] {
    const minor = this.random.int(2_000, 20_000);
    return [
      decided(`issues card ${short(cardId)}`, new IssueCard({ cardId, currency, activate: true })),
      this.load(cardId, minor, 0),
    ];
  }

  private load(cardId: string, minor: number, afterMs: number): Action {
    const command = new LoadCard({ cardId, loadId: this.newId(), amount: euros(minor) });
    return decided(`loads ${minor} on card ${short(cardId)}`, command, afterMs);
  }

  private atTheTill(): Action[] {
    const { random } = this;
    const actions = Array.from({ length: random.int(1, 3) }, () => this.atTheTillOnce());
    if (!random.happens(0.1)) return actions;
    const cardId = random.pick(this.cards);
    const block = new BlockCard({ cardId, reason: 'lost' });
    return [...actions, decided(`blocks card ${short(cardId)}`, block, random.int(0, 500))];
  }

  private atTheTillOnce(): Action {
    const { random } = this;
    const cardId = random.pick(this.cards);
    const minor = random.int(100, 6_000);
    const afterMs = random.int(50, 1_500);
    if (random.happens(0.2)) return this.load(cardId, minor, afterMs);
    const [redemptionId, allowPartial] = [this.newId(), random.happens(0.3)];
    const command = new RedeemCard({ cardId, redemptionId, amount: euros(minor), allowPartial });
    return decided(`redeems ${minor} from card ${short(cardId)}`, command, afterMs);
  }

  private shopping(): Action[] {
    const { random } = this;
    const purchaseId = this.newId();
    const priceMax = random.happens(0.15) ? 700_000 : 1_500;
    const lines = this.skus
      .slice(0, random.int(1, this.skus.length))
      .map((sku) => ({ sku, quantity: random.int(1, 4), unitPrice: euros(random.int(100, priceMax)) }));
    const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.minor, 0);
    const tenders = this.tendersFor(total);
    const cancels = random.happens(0.35);
    const goods = lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(' and ');
    const money = tenders.map(({ kind, amount }) => `${kind} ${amount.minor}`).join(' and ');
    const confirm: Action = {
      afterMs: random.int(SHOPPERS_COME_MS.first, SHOPPERS_COME_MS.last),
      says: `buys ${goods} for ${money} (purchase ${short(purchaseId)})`,
      command: new ConfirmPurchase({ purchaseId, lines, tenders }),
      endsWith: PURCHASE_SAGA,
      waitsFor: cancels ? 'acceptance' : 'end',
    };
    return cancels ? [confirm, this.cancel(purchaseId)] : [confirm];
  }

  private cancel(purchaseId: string): Action {
    const { random } = this;
    const command = new CancelPurchase({ purchaseId, reason: 'another mind' });
    const afterMs = random.pick([
      random.int(0, 20),
      random.int(0, 20),
      random.int(20, 3_000),
      random.int(118_000, 124_000),
      random.int(890_000, 910_000),
    ]);
    return decided(`cancels purchase ${short(purchaseId)}`, command, afterMs);
  }

  /** Cards for a part of it, and a payment for the rest. */
  private tendersFor(total: number): Purchase['tenders'] {
    const { random } = this;
    const [first = '', second] = random.happens(0.5) ? this.cards : this.cards.toReversed();
    const part = random.pick([0, random.fraction(), random.fraction(), 1]);
    const byCards = Math.ceil(total * part);
    const onSecond = second !== undefined && random.happens(0.4) ? Math.floor(byCards / 2) : 0;
    const tenders = [
      { kind: 'card' as const, cardId: first, amount: euros(byCards - onSecond) },
      { kind: 'card' as const, cardId: second ?? first, amount: euros(onSecond) },
      { kind: 'payment' as const, token: random.pick(TOKENS), amount: euros(total - byCards) },
    ];
    return tenders.filter(({ amount }) => amount.minor > 0);
  }

  /** The same in each run of a seed. */
  private newId(): string {
    this.ids += 1;
    return `00000000-0000-7000-9000-${this.ids.toString(16).padStart(12, '0')}`;
  }
}

const decided = (says: string, command: Action['command'], afterMs = 0): Action => ({
  afterMs,
  says,
  command,
  endsWith: 'decision',
  waitsFor: 'end',
});
