import type { Claimed } from '#kernel';

/** The sequence that callers see carries the slot: both are needed to find the row. */
export function placeOf({ sequence }: Claimed): { slot: number; sequence: string } {
  const [slot, place] = sequence.split('.');
  if (slot === undefined || place === undefined) throw new RangeError(`"${sequence}" is no place in a queue`);
  return { slot: Number(slot), sequence: place };
}
