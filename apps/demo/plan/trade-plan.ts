import { CardDrawer, type PlannedCard } from './card-drawer.js';
import { Dice } from './dice.js';
import { ORDINARY_KINDS, type PurchaseKind, specialKinds } from './purchase-kinds.js';
import { type PlannedGood, Shelf } from './shelf.js';

/** When the same request is sent a second time, with the same idempotency key. */
export type Repetition = 'no' | 'at the same time' | 'at the end';

export interface PlannedPurchase {
  readonly kind: PurchaseKind;
  /** Index of the good. */
  readonly good: number;
  readonly quantity: number;
  readonly unitMinor: number;
  /** Index of the card, and what it pays. */
  readonly card?: { readonly index: number; readonly minor: number };
  readonly payment?: { readonly token: string; readonly minor: number };
  readonly repeated: Repetition;
}

export interface PlannedRedemption {
  readonly card: number;
  readonly minor: number;
  readonly repeated: Repetition;
}

/** A morning of trade: amounts in euro cents, goods and cards by their index. */
export interface TradePlan {
  readonly goods: readonly PlannedGood[];
  readonly cards: readonly PlannedCard[];
  /** In the order in which they are made: who will wait comes first. */
  readonly purchases: readonly PlannedPurchase[];
  readonly redemptions: readonly PlannedRedemption[];
}

export interface PlanOptions {
  readonly seed: number;
  readonly cards: number;
  readonly purchases: number;
  readonly hangSeconds: number;
}

/** Below these the special cards and purchases would be all that there are. */
export const CARDS_MIN = 20;
export const PURCHASES_MIN = 40;
/** With more the cards that are raced for would leave none for other customers. */
export const PURCHASES_PER_CARD_MAX = 50;

const REPEATED = { atTheSameTime: 0.06, atTheEnd: 0.04 };

/** @returns always the same plan for the same options */
export function planTrade({ seed, cards, purchases, hangSeconds }: PlanOptions): TradePlan {
  const dice = new Dice(seed);
  const kinds = kindsOf(dice, purchases, specialKinds(hangSeconds));
  const shelf = new Shelf(dice);
  const drawer = new CardDrawer(dice, {
    cards,
    contenders: kinds.filter(({ card }) => card === 'contended').length,
  });
  const planned = kinds.map((kind) => planPurchase(dice, shelf, drawer, kind));
  const redemptions = drawer.redemptions().map((each) => ({ ...each, repeated: repetition(dice) }));
  return { goods: shelf.goods(), cards: drawer.cards(), purchases: planned, redemptions };
}

function kindsOf(dice: Dice, purchases: number, special: readonly PurchaseKind[]): PurchaseKind[] {
  const specials = special.flatMap((kind) => timesOf(kind, purchases));
  const ordinary = ORDINARY_KINDS.flatMap((kind) => timesOf(kind, purchases - specials.length));
  // Rounding leaves one or two open.
  const all = [...specials, ...dice.shuffled(ordinary)].slice(0, purchases);
  while (all.length < purchases) all.push(dice.pick(ORDINARY_KINDS));
  const shuffled = dice.shuffled(all);
  return [...shuffled.filter(isSlow), ...shuffled.filter((kind) => !isSlow(kind))];
}

const timesOf = (kind: PurchaseKind, of: number): PurchaseKind[] =>
  Array.from({ length: Math.max(1, Math.round(kind.share * of)) }, () => kind);

const isSlow = ({ token = '' }: PurchaseKind): boolean => token.startsWith('tok_hang');

function planPurchase(dice: Dice, shelf: Shelf, drawer: CardDrawer, kind: PurchaseKind): PlannedPurchase {
  const { good, quantity, unitMinor } = shelf.take(kind);
  const totalMinor = quantity * unitMinor;
  const card = kind.paidBy === 'payment' ? undefined : drawer.draw(kind, totalMinor);
  const restMinor = totalMinor - (card?.minor ?? 0) - (kind.isShort ? 1 : 0);
  return {
    kind,
    good,
    quantity,
    unitMinor,
    ...(card && { card }),
    ...(restMinor > 0 && { payment: { token: kind.token ?? 'tok_approve', minor: restMinor } }),
    repeated: repetition(dice),
  };
}

function repetition(dice: Dice): Repetition {
  const chance = dice.next();
  if (chance < REPEATED.atTheSameTime) return 'at the same time';
  return chance < REPEATED.atTheSameTime + REPEATED.atTheEnd ? 'at the end' : 'no';
}
