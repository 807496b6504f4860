import { AllowanceGranted, AllowancesReclaimed, HoldPlaced, HoldReleased } from '#contracts/gift-cards';
import type { MessageOf } from '#kernel';
import { type BookCurrency, NO_CURRENCY } from '../contracts/index.js';
import { currencyOf, movesOf, poolChangeOf, type PoolEvent, poolEvents } from './pool-move.js';

/** What changes what is owed to those who hold cards, or how much of it is promised: held or set aside. */
export const liabilityEvents = [
  ...poolEvents,
  HoldPlaced,
  HoldReleased,
  AllowanceGranted,
  AllowancesReclaimed,
] as const;
export type LiabilityEvent = MessageOf<(typeof liabilityEvents)[number]>;

/** Sums over all cards of a currency, or what is added to them, in minor units. */
export interface Liability {
  readonly outstandingMinor: number;
  readonly heldMinor: number;
  readonly setAsideMinor: number;
}

export const noLiability: Liability = { outstandingMinor: 0, heldMinor: 0, setAsideMinor: 0 };

export function liabilityCurrencyOf(event: LiabilityEvent): BookCurrency {
  switch (event.type) {
    case 'gift-cards.hold-placed':
    case 'gift-cards.hold-released':
      return event.data.amount.currency;
    case 'gift-cards.allowance-granted':
    case 'gift-cards.allowances-reclaimed':
      return event.data.currency ?? NO_CURRENCY;
    default:
      return currencyOf(event);
  }
}

export function liabilityAfter(liability: Liability, event: LiabilityEvent): Liability {
  const change = changeOf(event);
  return {
    outstandingMinor: liability.outstandingMinor + change.outstandingMinor,
    heldMinor: liability.heldMinor + change.heldMinor,
    setAsideMinor: liability.setAsideMinor + change.setAsideMinor,
  };
}

function changeOf(event: LiabilityEvent): Liability {
  switch (event.type) {
    case 'gift-cards.hold-placed':
      return { ...noLiability, heldMinor: event.data.amount.minor };
    case 'gift-cards.hold-released':
      return { ...noLiability, heldMinor: -event.data.amount.minor };
    case 'gift-cards.hold-captured':
      return { ...noLiability, ...inPool(event), heldMinor: -event.data.amount.minor };
    case 'gift-cards.allowance-granted':
      return { ...noLiability, setAsideMinor: event.data.minor };
    case 'gift-cards.allowances-reclaimed':
      return { ...noLiability, setAsideMinor: -sum(event.data.allowances.map(({ minor }) => minor)) };
    case 'gift-cards.store-facts-recorded':
      return { ...noLiability, ...event.data.added, ...inPool(event) };
    default:
      return { ...noLiability, ...inPool(event) };
  }
}

const inPool = (event: PoolEvent) => ({ outstandingMinor: sum(movesOf(event).map(poolChangeOf)) });

const sum = (minors: readonly number[]): number => minors.reduce((total, minor) => total + minor, 0);
