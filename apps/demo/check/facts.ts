import type { Card, DeadLetter, Ledger, Purchase, Saga, Stock } from '../api/answers.js';
import type { Repeat } from '../trade/clerk.js';
import type { TradeLog } from '../trade/trade-log.js';

/** What the platform shows at the end; beside what we were told while we traded. */
export interface Facts {
  readonly log: TradeLog;
  readonly repeats: readonly Repeat[];
  /** By the id of the purchase. */
  readonly sagas: ReadonlyMap<string, Saga>;
  readonly purchases: ReadonlyMap<string, Purchase>;
  /** By the index of the card. */
  readonly cards: readonly Card[];
  /** By the index of the good. */
  readonly stock: readonly Stock[];
  /** The latest of them, of everybody's. */
  readonly deadLetters: readonly DeadLetter[];
  /** The payment sandbox's own books, when somebody has said where it is. */
  readonly ledger?: Ledger;
}

/** Something that must hold, and where it does not. */
export interface Check {
  readonly name: string;
  readonly findings: readonly string[];
  /** Why nobody has looked, when nobody has. */
  readonly leftOut?: string;
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

export const inEuros = (minor: number): string =>
  (minor / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
