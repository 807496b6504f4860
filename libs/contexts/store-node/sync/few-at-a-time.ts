import type { Clock } from '#kernel';

/** Signatures that are checked in one go: tills wait meanwhile. */
const AT_ONCE = 4;

/** @returns all of which it is so, in their order; others get their turn in between */
export async function fewAtATime<T>(
  all: readonly T[],
  isSo: (one: T) => boolean,
  clock: Clock,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    if (from > 0) await new Promise<void>((resolve) => clock.after(0, resolve));
    found.push(...all.slice(from, from + AT_ONCE).filter(isSo));
  }
  return found;
}
