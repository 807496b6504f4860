import { projection, type Recorded } from '#kernel';
import type { BookCurrency } from '../contracts/index.js';
import { currencyOf, movesOf, poolChangeOf, type PoolEvent, poolEvents } from '../domain/pool-move.js';

/** What is owed to those who hold cards. */
export interface LiabilityRow {
  readonly currency: BookCurrency;
  /** The sum of the balances of all cards, in minor units; cards that are overdrawn count below zero. */
  readonly outstandingMinor: number;
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
}

/** Liabilities by their currency. */
export const liability = projection('clearing.liability', {
  version: 1,
  events: poolEvents,
  rowKey: (event) => currencyOf(event),
  evolve(row: LiabilityRow | undefined, { event, at }: Recorded<PoolEvent>): LiabilityRow | undefined {
    const moves = movesOf(event);
    if (moves.length === 0) return row;
    const outstandingMinor = moves.reduce(
      (sum, move) => sum + poolChangeOf(move),
      row?.outstandingMinor ?? 0,
    );
    return { currency: currencyOf(event), outstandingMinor, updatedAt: at };
  },
});
