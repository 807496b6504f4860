import type { KnownCard } from './known-card.js';

/** What of a card other stores may draw on, as the hub said it last. */
export interface SetAsideElsewhere {
  readonly storeId: string;
  readonly minor: number;
}

export function setAsideElsewhere({ standing }: KnownCard, ownStoreId: string): SetAsideElsewhere[] {
  const sums = new Map<string, number>();
  for (const { storeId, leftMinor } of standing?.allowances ?? []) {
    if (storeId !== ownStoreId && leftMinor > 0) sums.set(storeId, (sums.get(storeId) ?? 0) + leftMinor);
  }
  return [...sums].map(([storeId, minor]) => ({ storeId, minor }));
}
