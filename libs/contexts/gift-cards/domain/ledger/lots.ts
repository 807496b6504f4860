import { Remembered } from '#kernel';
import type { Outlet } from '../../contracts/index.js';

/** Value that was sold at one place, in minor units. */
export interface Lot {
  readonly soldAt: Outlet;
  readonly minor: number;
}

/** Value that was sold and not redeemed yet, the oldest first: numbered from `first`, up to but without `end`. */
export interface Lots {
  readonly byNumber: Remembered<Lot>;
  readonly first: number;
  readonly end: number;
}

export const noLots: Lots = { byNumber: Remembered.nothing(), first: 0, end: 0 };

export function addNewest(lots: Lots, lot: Lot): Lots {
  const { byNumber, first, end } = lots;
  const newest = end > first ? byNumber.get(`${end - 1}`) : undefined;
  if (newest?.soldAt !== lot.soldAt) return { ...lots, byNumber: byNumber.with(`${end}`, lot), end: end + 1 };
  const both = { ...lot, minor: newest.minor + lot.minor };
  return { ...lots, byNumber: byNumber.with(`${end - 1}`, both) };
}

/** What was redeemed and came back is the oldest again. */
export function addOldest({ byNumber, first, end }: Lots, lot: Lot): Lots {
  return { byNumber: byNumber.with(`${first - 1}`, lot), first: first - 1, end };
}

/** Takes up to this much of the oldest. @returns what was taken, by where it was sold */
export function takeOldest(
  lots: Lots,
  minor: number,
): { readonly lots: Lots; readonly taken: readonly Lot[] } {
  let { byNumber, first } = lots;
  const taken: Lot[] = [];
  let open = minor;
  while (open > 0 && first < lots.end) {
    const oldest = byNumber.get(`${first}`);
    if (!oldest) throw new Error(`Lot ${first} of a card is missing`);
    const part = Math.min(oldest.minor, open);
    taken.push({ soldAt: oldest.soldAt, minor: part });
    open -= part;
    if (part < oldest.minor) byNumber = byNumber.with(`${first}`, { ...oldest, minor: oldest.minor - part });
    else first += 1;
  }
  return { lots: { ...lots, byNumber, first }, taken };
}
