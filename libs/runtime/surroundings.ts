import type { Clock, Surroundings } from '#kernel';
import { uuids } from './ids.js';

/** The computer itself. */
export const computer: Surroundings = {
  clock: {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    after(ms, then) {
      const timeout = setTimeout(then, ms);
      return () => clearTimeout(timeout);
    },
  },
  chance: { fraction: () => Math.random() },
  ids: uuids,
};

/** Resolves after so many milliseconds. */
export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve);
  });
