import type { Draw } from '../../contracts/index.js';
import { knewOfBlock } from './blocks.js';
import { conflicting, drawOn, giveBack } from './draws.js';
import type { Ledger } from './ledger.js';
import { limitBreach } from './policies.js';
import type { ToldFact } from './told-fact.js';
import { redeemed, reversed } from './value.js';

interface Backed {
  readonly minor: number;
  readonly draws: readonly Draw[];
  readonly unbackedMinor: number;
  readonly seenVersion: number;
}

/** A store redeems: the value is gone, whatever covers it. */
export function redeemAtStore(before: Ledger, fact: ToldFact, what: Backed): Ledger {
  const { ledger, uncoveredMinor, breach } = approve(before, fact, what);
  return take(ledger, fact, { minor: what.minor, uncoveredMinor, breach });
}

/** Whatever a store approves draws on its allowances first; what it should not have approved is a conflict. */
export function approve(before: Ledger, fact: ToldFact, what: Backed) {
  const drawn = drawOn(before, fact, what.draws);
  let { ledger } = drawn;
  const note = (kind: 'fork' | 'blocked-redeem' | 'limit-breach', minor: number, detail: string) => {
    ledger = conflicting(ledger, fact, kind, { subject: fact.id, minor, detail });
  };
  const limit = limitBreach(before.policies, what);
  const knewOf = knewOfBlock(before.blocks, fact.storeId, what.seenVersion);
  if (knewOf)
    note('blocked-redeem', what.minor, 'It was approved by a store that knew of a block of the card');
  if (limit !== undefined)
    note('limit-breach', what.unbackedMinor, `It was approved without an allowance, but ${limit}`);
  return {
    ledger,
    uncoveredMinor: drawn.uncoveredMinor + what.unbackedMinor,
    breach: drawn.breach || fact.forked || limit !== undefined || knewOf,
  };
}

/** Value leaves the card. */
export function take(
  ledger: Ledger,
  fact: ToldFact,
  { minor, uncoveredMinor, breach }: { minor: number; uncoveredMinor: number; breach: boolean },
): Ledger {
  const { storeId, forked } = fact;
  const { takings, uncovered } = ledger.books;
  return {
    ...ledger,
    balanceMinor: ledger.balanceMinor - minor,
    value: redeemed(ledger.value, storeId, minor),
    books: {
      ...ledger.books,
      takings: takings.with(fact.id, { storeId, forked, minor, reversedMinor: 0 }),
      uncovered:
        uncoveredMinor > 0 ? uncovered.with(fact.id, { fact, minor: uncoveredMinor, breach }) : uncovered,
    },
  };
}

interface GivenBack {
  readonly redemption: string;
  readonly minor: number;
  readonly back: readonly Draw[];
}

/** Value comes back to the card: to what no allowance has covered first. */
export function reverseAtStore(before: Ledger, fact: ToldFact, what: GivenBack): Ledger {
  const { books, value } = before;
  const known = books.takings.get(what.redemption);
  const taking = known?.storeId === fact.storeId && known.forked === fact.forked ? known : undefined;
  const reversedMinor = (taking?.reversedMinor ?? 0) + what.minor;
  const overMinor = Math.min(what.minor, reversedMinor - (taking?.minor ?? 0));
  const uncovered = taking && books.uncovered.get(what.redemption);
  const ledger = giveBack(before, fact, what.back);
  const after: Ledger = {
    ...ledger,
    balanceMinor: before.balanceMinor + what.minor,
    value: reversed(value, fact.storeId, what.minor),
    books: {
      ...books,
      takings: taking ? books.takings.with(what.redemption, { ...taking, reversedMinor }) : books.takings,
      uncovered: uncovered
        ? books.uncovered.with(what.redemption, {
            ...uncovered,
            minor: Math.max(0, uncovered.minor - what.minor),
          })
        : books.uncovered,
    },
  };
  if (overMinor <= 0) return after;
  const detail = 'More was given back than this store has taken by that fact';
  return conflicting(after, fact, 'double-reversal', { subject: what.redemption, minor: overMinor, detail });
}
