import { projection, type Recorded } from '#kernel';
import type { BookCurrency } from '../contracts/index.js';
import {
  type Liability,
  liabilityAfter,
  liabilityCurrencyOf,
  type LiabilityEvent,
  liabilityEvents,
  noLiability,
} from '../domain/liability.js';

/** What is owed to those who hold cards: `outstandingMinor`, in which overdrawn cards count below zero; and what of it is promised. */
export interface LiabilityRow extends Liability {
  readonly currency: BookCurrency;
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
}

/** Liabilities by their currency. */
export const liability = projection('clearing.liability', {
  version: 2,
  events: liabilityEvents,
  rowKey: (event) => liabilityCurrencyOf(event),
  evolve(row: LiabilityRow | undefined, { event, at }: Recorded<LiabilityEvent>): LiabilityRow {
    const sums = liabilityAfter(row ?? noLiability, event);
    return { currency: liabilityCurrencyOf(event), ...sums, updatedAt: at };
  },
});
