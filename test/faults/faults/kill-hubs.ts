import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { crashPoints } from '../world/crash-points.js';
import type { Hub } from '../world/hub.js';
import { reach } from '../world/reach.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

const AT_A_POINT = 0.4;
const WHILE_IT_STARTS = 0.3;
const START_MS_MAX = 2_000;
const RANDOM_MS_MAX = 400;
/** A point that nobody comes by in this time is passed over. */
const REACH_MS_MAX = 2_500;
const AT_RANDOM = 'at a random moment';

/** kill -9 of a hub process: at any time, or exactly when the wire shows a certain moment. */
export const killHubs: Fault = {
  id: 'N1',
  name: 'kill -9 of hub processes',
  worlds: ['postgres', 'rabbit'],
  leastCount: 1_000,
  perRound: 100,
  lanes: 3,
  strike: (world, dice) =>
    withHub(world, dice, async (hub) => {
      const strikes = [await killSomehow(hub, dice)];
      while (dice.chance(WHILE_IT_STARTS)) {
        await hub.startAndKill(dice.next() * START_MS_MAX);
        strikes.push('while it starts');
      }
      await hub.start();
      return strikes;
    }),
};

/** Two at once: whoever could take over is dead, too. */
export const killTwoHubs: Fault = {
  id: 'N2',
  name: 'kill -9 of two hub processes at once',
  worlds: ['rabbit', 'postgres'],
  leastCount: 200,
  perRound: 100,
  lanes: 1,
  async strike(world, dice) {
    const pair = [claimOf(world, dice, 'workers'), claimOf(world, dice)].flatMap((hub) => hub ?? []);
    try {
      await pause(dice.next() * RANDOM_MS_MAX);
      await Promise.all(pair.map((hub) => hub.kill()));
      await Promise.all(pair.map((hub) => hub.start()));
      return pair.length === 2 ? [pair.map(({ role }) => role).join(' and ')] : [];
    } finally {
      for (const hub of pair) world.giveBack(hub);
    }
  },
};

const claimOf = (world: World, dice: Dice, role?: Hub['role']): Hub | undefined =>
  world.claim((free) => dice.pick(free), role);

async function killSomehow(hub: Hub, dice: Dice): Promise<string> {
  const points = crashPoints.filter(({ roles, lineOf }) => roles.includes(hub.role) && lineOf(hub, dice));
  const point = dice.chance(AT_A_POINT) ? dice.pick(points) : undefined;
  const line = point?.lineOf(hub, dice);
  if (!point || !line) {
    await pause(dice.next() * RANDOM_MS_MAX);
    await hub.kill();
    return AT_RANDOM;
  }
  const connection = await reach(line, point.moment, REACH_MS_MAX);
  await hub.kill();
  connection?.end();
  return connection ? point.name : AT_RANDOM;
}
