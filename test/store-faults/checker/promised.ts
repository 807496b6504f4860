import type { Deal } from '../trade/journal.js';
import type { Evidence, Place, RecordedFact, StoreBooks } from './evidence.js';

/** Something that must hold whatever happens. */
export interface Promised {
  readonly id: string;
  /** @returns where it does not */
  check(evidence: Evidence): string[];
}

/** A copy of the disk that is older than the request has never heard of it. */
export function wentWithADisk(deal: Deal, places: readonly Place[]): boolean {
  const lostFrom = placeOf(deal, places)?.lostFrom;
  return lostFrom !== undefined && deal.number >= lostFrom;
}

export const placeOf = ({ place }: Deal, places: readonly Place[]): Place | undefined =>
  places.find(({ name }) => name === place);

/** Stores for which one disk has spoken: two know nothing of each other. */
export const withOneDisk = (stores: readonly StoreBooks[]): ReadonlySet<string> =>
  new Set(stores.filter(({ disks }) => disks === 1).map(({ storeId }) => storeId));

/** Each fact once, of stores that had one disk: what these have said hangs together. */
export function factsOfOneDisk({ recorded, stores }: Evidence): RecordedFact[] {
  const single = withOneDisk(stores);
  const all = new Map(recorded.map((fact) => [fact.id, fact]));
  return [...all.values()].filter(({ storeId }) => single.has(storeId));
}

export function sumOf<T>(items: Iterable<T>, of: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += of(item);
  return sum;
}
