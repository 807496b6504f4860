import type { Dice } from './dice.js';
import type { PurchaseKind } from './purchase-kinds.js';

export interface PlannedGood {
  readonly name: string;
  /** Pieces per delivery. */
  readonly deliveries: readonly number[];
  /** Pieces that are sold in any case, however the races between customers end; undefined when that is open. */
  readonly soldOutAt?: number;
}

const ORDINARY = ['COFFEE', 'TEA', 'MUG', 'BOOK'] as const;
const SCARCE = ORDINARY.length;
const DEAR = SCARCE + 1;
const NAMES = [...ORDINARY, 'CONSOLE', 'WATCH'];

/** Two of these cost more than may be bought without a person's approval (5,000.00 EUR). */
const DEAR_MINOR = 260_000;
/** What each customer in the race for a card wants to take from it. */
export const CONTENDED_MINOR = 2_500;

/** What is on sale: enough of everything, but only half of what is wanted of the scarce one. */
export class Shelf {
  private readonly wanted = NAMES.map(() => 0);

  constructor(private readonly dice: Dice) {}

  take(kind: PurchaseKind) {
    const taken = this.choose(kind);
    this.wanted[taken.good] = (this.wanted[taken.good] ?? 0) + taken.quantity;
    return taken;
  }

  goods(): PlannedGood[] {
    return NAMES.map((name, index) => {
      const wanted = this.wanted[index] ?? 0;
      if (index === SCARCE) {
        const stock = Math.ceil(wanted / 2);
        return { name, deliveries: [stock], soldOutAt: stock };
      }
      const first = Math.ceil(wanted / 2) + this.dice.whole(1, 10);
      return { name, deliveries: wanted > 0 ? [first, wanted] : [first] };
    });
  }

  private choose({ good, card }: PurchaseKind) {
    if (good === 'dear') return { good: DEAR, quantity: 2, unitMinor: DEAR_MINOR };
    // One piece each, so that the last one is sold whoever is first.
    if (good === 'scarce') return { good: SCARCE, quantity: 1, unitMinor: 49_900 };
    const any = this.dice.whole(0, ORDINARY.length - 1);
    if (card === 'contended') return { good: any, quantity: 1, unitMinor: CONTENDED_MINOR };
    return { good: any, quantity: this.dice.whole(1, 3), unitMinor: this.dice.whole(300, 2_500) };
  }
}
