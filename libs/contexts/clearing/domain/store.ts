import type { CardPolicy } from '#contracts/gift-cards';
import type { Currency, Remembered } from '#kernel';
import type {
  FactsAccepted,
  LoadBudgetGranted,
  RiskGranted,
  RiskReplenished,
  StockAssigned,
  StoreEnded,
  StoreEnrolled,
  StorePolicySet,
  StoreRegistered,
} from '../contracts/index.js';

export type StoreEvent =
  | StoreRegistered
  | StoreEnrolled
  | RiskGranted
  | RiskReplenished
  | LoadBudgetGranted
  | StorePolicySet
  | StockAssigned
  | StoreEnded
  | FactsAccepted;

export interface Unregistered {
  readonly status: 'unregistered';
}

/** What every store has that was ever registered. Amounts are in minor units and only grow. */
interface Known {
  readonly storeId: string;
  readonly name: string;
  readonly currency: Currency;
  /** How many events it is made of. */
  readonly version: number;
  /** How many of them other stores may have to hear of: all but what was given back to its risk budget. */
  readonly publicVersion: number;
  readonly registered: StoreRegistered;
  /** By the owner: what it may have approved without an allowance, and is not over. */
  readonly riskGrantedMinor: number;
  /** The last time that something was given back, of what was no risk after all. */
  readonly replenished: RiskReplenished | undefined;
  readonly loadGrantedMinor: number;
  readonly grants: Remembered<RiskGranted | LoadBudgetGranted>;
  /** Undefined until somebody has set one: then the usual holds. */
  readonly policy: CardPolicy | undefined;
  readonly optimisticMinorMax: number;
  readonly stock: readonly string[];
}

/** Waits for its node. */
export interface Registered extends Known {
  readonly status: 'registered';
}

export interface Enrolled extends Known {
  readonly status: 'enrolled';
  readonly enrolled: StoreEnrolled;
}

/** Says nothing more that counts, but for what was accepted. */
export interface Ended extends Known {
  readonly status: 'ended';
  /** Undefined for a store whose node never came. */
  readonly enrolled: StoreEnrolled | undefined;
  readonly ended: StoreEnded;
  readonly acceptedThrough: number;
}

export type Store = Unregistered | Registered | Enrolled | Ended;

export const unregistered: Unregistered = { status: 'unregistered' };

/** Of a store whose node has taken its place, ended or not. */
export const publicKeyOf = (store: Store): string | undefined =>
  store.status === 'enrolled' || store.status === 'ended' ? store.enrolled?.data.publicKey : undefined;
