import type { HotCard } from '#contracts/gift-cards';
import type { Fact, Frontier, Notice } from '#kernel';
import type { HotCardKey } from './store-database.js';

/** What one node tells another that it can see. */
export interface Exchange {
  /** By store, the last fact that the sender knows: the other one sends what is behind. */
  readonly frontier: Frontier;
  readonly facts: readonly Fact[];
  /** Blocked cards, signed by the hub. */
  readonly hot: readonly Notice<HotCard>[];
  /** The last of the receiver's blocked cards that the sender has heard of, until it begins anew. */
  readonly hotAfter?: HotCardKey | undefined;
}

/** Another store's node. Throws `LineDown`. */
export interface Neighbour {
  readonly name: string;
  exchange(told: Exchange): Promise<Exchange>;
}
