import { compareTimes } from '#kernel';
import type { OverdraftCause, OverdraftShare } from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import type { Uncovered } from './ledger/ledger.js';
import type { ToldFact } from './ledger/told-fact.js';

export interface ShareOfFact {
  readonly fact: ToldFact;
  readonly share: OverdraftShare;
}

/** As many stores as no honest holder of one card visits while all of them are cut off. */
const SUSPICIOUS_STORES = 3;

/** The last draws that no allowance covers bear a shortfall, the last one first; what an allowance covers never does. */
export function sharesOf({ books }: GiftCard, shortfallMinor: number): readonly ShareOfFact[] {
  let open = shortfallMinor;
  return [...books.uncovered.values()]
    .filter(({ minor }) => minor > 0)
    .toSorted((one, other) => byTime(other, one))
    .flatMap(({ fact, minor, breach }) => {
      const part = Math.min(minor, open);
      open -= part;
      if (part === 0) return [];
      return [{ fact, share: { storeId: fact.storeId, factId: fact.id, minor: part, breach } }];
    });
}

function byTime({ fact: one }: Uncovered, { fact: other }: Uncovered): number {
  const byStore = one.storeId === other.storeId ? one.seq - other.seq : one.storeId < other.storeId ? -1 : 1;
  return compareTimes(one.at, other.at) || byStore || (one.id < other.id ? -1 : 1);
}

/**
 * Many stores at once, or a card that nobody has sold, are hardly chance; a breach is the store's own. Of both, fraud is named:
 * somebody has to look, and which shares are a breach, they say themselves.
 */
export function causeOf({ status }: GiftCard, shares: readonly ShareOfFact[]): OverdraftCause {
  const stores = new Set(shares.map(({ share }) => share.storeId));
  if (stores.size >= SUSPICIOUS_STORES || status === 'unissued') return 'suspected-fraud';
  return shares.some(({ share }) => share.breach) ? 'store-breach' : 'roaming';
}
