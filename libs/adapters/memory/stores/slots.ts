import type { Claimed } from '#kernel';

/** How many parts each queue has: one transaction at a time works on a part, and a key always falls into the same. */
export const SLOTS_PER_QUEUE = 16;

/** FNV-1a over UTF-16 units, its halves folded together. @returns 0 … 15 */
export function slotOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 16)) & (SLOTS_PER_QUEUE - 1);
}

export interface Slot {
  readonly queue: string;
  readonly slot: number;
}

export const lockOn = ({ queue, slot }: Slot): string => `${slot}\n${queue}`;

export interface MessagePlace {
  readonly slot: number;
  readonly sequence: number;
}

/** The sequence that callers see carries the slot: both are needed to find the row. */
export const sequenceAt = ({ slot, sequence }: MessagePlace): string => `${slot}.${sequence}`;

export function messagePlace({ sequence }: Pick<Claimed, 'sequence'>): MessagePlace {
  const [slot, place] = sequence.split('.');
  if (slot === undefined || place === undefined) throw new RangeError(`"${sequence}" is no place in a queue`);
  return { slot: Number(slot), sequence: Number(place) };
}
