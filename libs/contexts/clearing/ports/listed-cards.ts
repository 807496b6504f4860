import type { ListedCard, PolicyMode } from '#contracts/gift-cards';
import type { Transaction } from '#kernel';

/** A part of the list of all cards. */
export interface ListedPart {
  readonly cards: readonly ListedCard[];
  /** How stores may decide on each of them, in the same order. */
  readonly modes: readonly PolicyMode[];
  /** Where the next part begins; opaque. */
  readonly at: string;
  readonly isMore: boolean;
}

/**
 * All cards, a part at a time, from behind a place on; when all were read, what has changed since. Gift cards provide it.
 * @param after empty at the beginning
 */
export type ListedCards = (tx: Transaction, after: string, limit: number) => Promise<ListedPart>;
