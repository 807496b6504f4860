import type { Ids } from '#kernel';

/** When specs take place unless they say otherwise: 2026-01-01T12:00:00Z, in milliseconds since 1970. */
export const SPEC_NOW = Date.UTC(2026, 0, 1, 12);

/** Ids that are the same in each run: valid UUIDs of version 7 that count from 1. */
export function countingIds(): Ids {
  let count = 0;
  return {
    next() {
      count += 1;
      return `00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
    },
  };
}
