import { type Outlet, type ValueMove, ValueRedeemedAcross } from '#contracts/gift-cards';
import type { MessageOf } from '#kernel';
import {
  type BookCurrency,
  currencyOf,
  movesOf,
  poolChangeOf,
  poolEvents,
  type PoolMove,
} from './pool-move.js';

export const settledEvents = [...poolEvents, ValueRedeemedAcross] as const;
export type SettledEvent = MessageOf<(typeof settledEvents)[number]>;

/**
 * What came together in a period in one currency. Sums only, and in an order of their own: it does not matter in which order
 * the events came.
 */
export interface Settlement {
  /** One for each outlet and what it did. */
  readonly moves: readonly PoolMove[];
  /** One for each two outlets: where value was sold, and where it was redeemed. */
  readonly across: readonly ValueMove[];
}

export type Settlements = Readonly<Partial<Record<BookCurrency, Settlement>>>;

const nothing: Settlement = { moves: [], across: [] };
const placeOfMove = ({ what, outlet }: PoolMove): string => `${outlet} ${what}`;
const placeOfValue = ({ soldAt, redeemedAt }: ValueMove): string => `${soldAt} ${redeemedAt}`;

export function settle(before: Settlements, event: SettledEvent): Settlements {
  if (event.type === 'gift-cards.value-redeemed-across') {
    const { currency, moves } = event.data;
    const settlement = before[currency] ?? nothing;
    return {
      ...before,
      [currency]: { ...settlement, across: added(settlement.across, moves, placeOfValue) },
    };
  }
  const moves = movesOf(event);
  if (moves.length === 0) return before;
  const currency = currencyOf(event);
  const settlement = before[currency] ?? nothing;
  return { ...before, [currency]: { ...settlement, moves: added(settlement.moves, moves, placeOfMove) } };
}

function added<T extends { readonly minor: number }>(
  before: readonly T[],
  parts: readonly T[],
  placeOf: (part: T) => string,
): readonly T[] {
  const sums = new Map(before.map((each) => [placeOf(each), each]));
  for (const part of parts) {
    const place = placeOf(part);
    sums.set(place, { ...part, minor: (sums.get(place)?.minor ?? 0) + part.minor });
  }
  return [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
}

/** What an outlet is to hand over, or to get when it is below zero; amounts in minor units. */
export interface OutletNet {
  readonly outlet: Outlet;
  readonly collectedMinor: number;
  readonly honouredMinor: number;
  /** What it gives for overdrafts. */
  readonly madeUpMinor: number;
  readonly netMinor: number;
}

/** @returns outlets by name */
export const netsOf = ({ moves }: Settlement): readonly OutletNet[] =>
  [...new Set(moves.map(({ outlet }) => outlet))].map((outlet) => {
    const own = moves.filter((move) => move.outlet === outlet);
    const of = (what: PoolMove['what']) => own.find((move) => move.what === what)?.minor ?? 0;
    const [collectedMinor, honouredMinor] = [of('collected'), of('honoured')];
    const madeUpMinor = of('paid') + of('borne-by-brand') + of('charged-to-store');
    return {
      outlet,
      collectedMinor,
      honouredMinor,
      madeUpMinor,
      netMinor: collectedMinor + madeUpMinor - honouredMinor,
    };
  });

/** What the sum of the balances of all cards has changed by, in minor units. */
export const poolChangeIn = ({ moves }: Settlement): number =>
  moves.reduce((sum, move) => sum + poolChangeOf(move), 0);
