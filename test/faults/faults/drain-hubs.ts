import { setTimeout as pause } from 'node:timers/promises';
import { drain } from '../world/draining.js';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

/** SIGTERM in the middle of trade, as in every deployment. */
export const drainHubs: Fault = {
  id: 'N24',
  name: 'SIGTERM under load: drains and exits with 0',
  worlds: ['postgres', 'rabbit'],
  leastCount: 100,
  perRound: 50,
  lanes: 2,
  strike: (world, dice) =>
    withHub(world, dice, async (hub) => {
      await pause(dice.next() * 500);
      await drain(world, hub);
      await hub.start();
      return [`${hub.role} drained`];
    }),
};
