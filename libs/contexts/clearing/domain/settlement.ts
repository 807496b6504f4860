import { type ValueMove, ValueRedeemedAcross } from '#contracts/gift-cards';
import { Currency, type MessageOf } from '#kernel';
import { type BookCurrency, NO_CURRENCY, type OutletNet } from '../contracts/index.js';
import { currencyOf, movesOf, poolChangeOf, poolEvents, type PoolMove } from './pool-move.js';

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

export const settle = (before: Settlements, event: SettledEvent): Settlements =>
  settledTogether(before, settledBy(event));

function settledBy(event: SettledEvent): Settlements {
  if (event.type === 'gift-cards.value-redeemed-across') {
    return { [event.data.currency]: { moves: [], across: event.data.moves } };
  }
  const moves = movesOf(event);
  return moves.length === 0 ? {} : { [currencyOf(event)]: { moves, across: [] } };
}

/** The sums of both. */
export const settledTogether = (one: Settlements, other: Settlements): Settlements =>
  settlementsIn(other).reduce((sums, [currency, { moves, across }]) => {
    const before = sums[currency] ?? nothing;
    return {
      ...sums,
      [currency]: {
        moves: added(before.moves, moves, placeOfMove),
        across: added(before.across, across, placeOfValue),
      },
    };
  }, one);

/** In an order that does not depend on how they came together. */
export const settlementsIn = (settlements: Settlements): readonly (readonly [BookCurrency, Settlement])[] =>
  BOOK_CURRENCIES.flatMap((currency) => {
    const settlement = settlements[currency];
    return settlement ? [[currency, settlement] as const] : [];
  });

const BOOK_CURRENCIES = [...Currency.options, NO_CURRENCY] as const;

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
