import type { Random } from '../world/random.js';
import type { StaffLook } from './scenario.js';

const LOOKS_MAX = 6;
/** The time that a purchase waits for its approval. */
const APPROVAL_MS = 2 * 86_400_000;

/** People who look now and then, some of them at the last moment, some never. */
export function planStaff(random: Random): StaffLook[] {
  if (random.happens(0.3)) return [];
  return Array.from({ length: random.int(1, LOOKS_MAX) }, () => ({
    afterMs: random.pick([
      random.int(500, 6_000),
      random.int(20_000, 200_000),
      random.int(300_000, 1_100_000),
      random.int(3_600_000, 3_700_000),
      APPROVAL_MS - random.int(0, 4_000),
    ]),
    approves: random.pick([0, 0.5, 1]),
    disagrees: random.happens(0.2),
    replaysDeadLetters: random.happens(0.6),
    resumesSagas: random.happens(0.8),
  }));
}
