import type { Outlet } from '#contracts/gift-cards';
import type { BookCurrency } from '../contracts/index.js';
import { currencyOf, movesOf, type PoolEvent, type PoolMove } from './pool-move.js';

/** What all cards are worth: what is owed to those who hold them. */
export const CARD_LIABILITY = 'card-liability';

export type Account =
  | typeof CARD_LIABILITY
  /** What an outlet has taken in. */
  | `tender/${Outlet}`
  /** What an outlet has honoured, and is to get for it. */
  | `due-to/${Outlet}`
  /** What the brand bears of overdrafts. */
  | 'offline-loss'
  /** What a store bears of them. */
  | `store-charge/${string}`;

export interface Posting {
  readonly account: Account;
  readonly currency: BookCurrency;
  /** In minor units: a debit is above zero, a credit below. */
  readonly minor: number;
}

/** Double entry: what an event does to the books. The postings of an event sum to zero. */
export const postingsOf = (event: PoolEvent): readonly Posting[] =>
  movesOf(event).flatMap((move) => entryOf(move, currencyOf(event)));

/** What these moves come to on each account. @returns accounts by name */
export function accountsOf(
  moves: readonly PoolMove[],
  currency: BookCurrency,
): readonly Pick<Posting, 'account' | 'minor'>[] {
  const sums = new Map<Account, number>();
  for (const { account, minor } of moves.flatMap((move) => entryOf(move, currency)))
    sums.set(account, (sums.get(account) ?? 0) + minor);
  return [...sums]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([account, minor]) => ({ account, minor }));
}

function entryOf({ what, outlet, minor }: PoolMove, currency: BookCurrency): readonly Posting[] {
  const transfer = (debit: Account, credit: Account): readonly Posting[] => [
    { account: debit, currency, minor },
    { account: credit, currency, minor: -minor },
  ];
  switch (what) {
    case 'honoured':
      return transfer(CARD_LIABILITY, `due-to/${outlet}`);
    case 'collected':
    case 'paid':
      return transfer(`tender/${outlet}`, CARD_LIABILITY);
    case 'borne-by-brand':
      return transfer('offline-loss', CARD_LIABILITY);
    case 'charged-to-store':
      return transfer(`store-charge/${outlet}`, CARD_LIABILITY);
  }
}
