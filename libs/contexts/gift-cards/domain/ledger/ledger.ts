import { type Frontier, Remembered } from '#kernel';
import { type Allowances, noAllowances } from './allowances.js';
import { type Blocks, noBlocks } from './blocks.js';
import { type Conflicts, noConflicts } from './conflicts.js';
import { type Exposures, noExposures } from './exposures.js';
import { noOverdrafts, type Overdrafts } from './overdrafts.js';
import { noPolicies, type Policies } from './policies.js';
import type { ToldFact } from './told-fact.js';
import { noValue, type Value } from './value.js';

/** What a store has taken: a redemption, or a captured hold. */
export interface Taking {
  readonly storeId: string;
  readonly forked: boolean;
  readonly minor: number;
  readonly reversedMinor: number;
}

export interface StoreHold {
  readonly storeId: string;
  readonly forked: boolean;
  readonly minor: number;
  /** The part of it that no allowance covers. */
  readonly uncoveredMinor: number;
  readonly breach: boolean;
  readonly isLive: boolean;
}

/** What a fact took that no allowance covered, as far as it was not reversed and bears no part of an overdraft yet. */
export interface Uncovered {
  readonly fact: ToldFact;
  readonly minor: number;
  /** The store went beyond what it was allowed. */
  readonly breach: boolean;
}

/** What stores have told. */
export interface StoreBooks {
  /** By store, up to which place in its chain facts on the card are kept. */
  readonly kept: Frontier;
  /** By store, up to which place they are contained in all sums: it stops before one that is not understood. */
  readonly frontier: Frontier;
  readonly notUnderstood: number;
  /** Facts of second histories, by id. */
  readonly forked: Remembered<ToldFact>;
  readonly takings: Remembered<Taking>;
  readonly holds: Remembered<StoreHold>;
  /** Facts by the request that they answered. */
  readonly requests: Remembered<ToldFact>;
  readonly uncovered: Remembered<Uncovered>;
  readonly exposures: Exposures;
}

/**
 * All that is known of a card besides requests to the hub. It does not depend on the card's status: a store may speak of a card
 * that the hub has not heard of. Amounts are plain sums in minor units, so that it does not matter in which order facts come.
 */
export interface Ledger {
  /** How many events it is made of. */
  readonly version: number;
  readonly balanceMinor: number;
  /** By live holds, at the hub and at stores. */
  readonly heldMinor: number;
  readonly isActivated: boolean;
  readonly allowances: Allowances;
  readonly books: StoreBooks;
  readonly blocks: Blocks;
  readonly policies: Policies;
  readonly value: Value;
  readonly conflicts: Conflicts;
  readonly overdrafts: Overdrafts;
}

export const emptyLedger: Ledger = {
  version: 0,
  balanceMinor: 0,
  heldMinor: 0,
  isActivated: false,
  allowances: noAllowances,
  books: {
    kept: {},
    frontier: {},
    notUnderstood: 0,
    forked: Remembered.nothing(),
    takings: Remembered.nothing(),
    holds: Remembered.nothing(),
    requests: Remembered.nothing(),
    uncovered: Remembered.nothing(),
    exposures: noExposures,
  },
  blocks: noBlocks,
  policies: noPolicies,
  value: noValue,
  conflicts: noConflicts,
  overdrafts: noOverdrafts,
};

/** What the hub may still grant, hold or redeem, in minor units; below zero when more was promised than there is. */
export const freeMinor = ({ balanceMinor, heldMinor, allowances }: Ledger): number =>
  balanceMinor - heldMinor - allowances.setAsideMinor;
