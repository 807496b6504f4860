import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

/** Longer than anybody's lease: meanwhile somebody else has taken over. */
const LONG_MS = { min: 32_000, max: 40_000 };
const LONG = 0.05;
const SHORT_MS = { min: 20, max: 1_500 };

/** A process that stands still and goes on, as in a long garbage collection or a frozen virtual machine. */
export const pauseHubs: Fault = {
  id: 'N3',
  name: 'hub processes stopped and continued',
  worlds: ['postgres', 'rabbit'],
  leastCount: 200,
  perRound: 100,
  lanes: 4,
  strike: (world, dice) =>
    withHub(world, dice, async (hub) => {
      const isLong = dice.chance(LONG);
      const { min, max } = isLong ? LONG_MS : SHORT_MS;
      hub.signal('SIGSTOP');
      await pause(dice.whole(min, max));
      hub.signal('SIGCONT');
      await pause(dice.whole(50, 200));
      return [isLong ? 'longer than a lease' : 'shorter than a lease'];
    }),
};
