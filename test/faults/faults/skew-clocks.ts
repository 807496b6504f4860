import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

const JUMPS = [
  ['5 seconds', 5_000],
  ['a minute', 60_000],
  ['an hour', 3_600_000],
  ['a day', 86_400_000],
] as const;

/** Each process has a wall clock of its own, and any of them may be wrong: what is due is due by the database's. */
export const skewClocks: Fault = {
  id: 'N18',
  name: 'clocks of hub processes jump, forwards and backwards',
  worlds: ['postgres', 'rabbit'],
  leastCount: 500,
  perRound: 250,
  lanes: 2,
  skewableClocks: true,
  strike: (world, dice) =>
    withHub(world, dice, async (hub) => {
      const [name, ms] = dice.pick(JUMPS);
      const sign = dice.chance(0.5) ? 1 : -1;
      await hub.setClock(sign * ms);
      await pause(dice.whole(100, 400));
      if (dice.chance(0.2)) await hub.setClock(0);
      return [`${sign > 0 ? '+' : '−'} ${name}`];
    }),
};
