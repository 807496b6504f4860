import { Remembered } from '#kernel';
import type { AllowanceGranted } from '../../contracts/index.js';

/** Value that one store may draw on: granted to it, or loaded there. */
export interface Allowance {
  readonly id: string;
  readonly storeId: string;
  /** In minor units, and a plain sum: below zero when more was drawn than there was. */
  readonly leftMinor: number;
  /** Undefined for what a load at the store has made. */
  readonly grant: AllowanceGranted | undefined;
  readonly recalled: boolean;
  readonly reclaimed: boolean;
}

export interface Allowances {
  readonly all: Remembered<Allowance>;
  /** What is left of all of them; what was drawn beyond one of them frees nothing. */
  readonly setAsideMinor: number;
}

export const noAllowances: Allowances = { all: Remembered.nothing(), setAsideMinor: 0 };

export function withAllowance({ all, setAsideMinor }: Allowances, allowance: Allowance): Allowances {
  const before = all.get(allowance.id);
  return {
    all: all.with(allowance.id, allowance),
    setAsideMinor: setAsideMinor + spendable(allowance) - (before ? spendable(before) : 0),
  };
}

const spendable = ({ leftMinor }: Allowance): number => Math.max(0, leftMinor);

/** Those with something left, by id. */
export const allowancesLeft = ({ all }: Allowances): readonly Allowance[] =>
  [...all.values()].filter(({ leftMinor }) => leftMinor > 0).toSorted(byId);

/** Those with something left, or below zero, by id. */
export const allowancesThatCount = ({ all }: Allowances): readonly Allowance[] =>
  [...all.values()].filter(({ leftMinor }) => leftMinor !== 0).toSorted(byId);

/** Ids of those with something left that nobody has asked for; those of one store may be passed over. */
export const notRecalled = (allowances: Allowances, exceptAt?: string): readonly string[] =>
  allowancesLeft(allowances).flatMap(({ id, recalled, storeId }) =>
    recalled || storeId === exceptAt ? [] : [id],
  );

const byId = (one: Allowance, other: Allowance): number => (one.id < other.id ? -1 : 1);
