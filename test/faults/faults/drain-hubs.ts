import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.js';

/** P14: it ends in order within this time, whatever it is doing. */
const DRAIN_MS_MAX = 30_000;

/** SIGTERM in the middle of trade, as in every deployment. */
export const drainHubs: Fault = {
  id: 'N24',
  name: 'SIGTERM under load: drains and exits with 0',
  worlds: ['postgres', 'rabbit'],
  leastCount: 100,
  perRound: 50,
  lanes: 2,
  async strike(world, dice) {
    const hub = world.claim((free) => dice.pick(free));
    if (!hub) return [];
    try {
      await pause(dice.next() * 500);
      const startedAt = performance.now();
      const code = await hub.stop();
      const ms = Math.round(performance.now() - startedAt);
      if (code !== 0 || ms > DRAIN_MS_MAX) {
        world.broken.push(`P14: ${hub.name} ended with ${code} after ${ms} ms when it was asked to stop`);
      }
      await hub.start();
      return [`${hub.role} drained`];
    } finally {
      world.giveBack(hub);
    }
  },
};
