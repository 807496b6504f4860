import { setTimeout as pause } from 'node:timers/promises';
import type { Line } from '#testing/servers';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { drain } from '../world/draining.js';
import type { Edges, Hub } from '../world/hub.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

const DRAINED = 0.05;

type Trouble = readonly [name: string, weight: number, cause: (line: Line, dice: Dice) => Promise<boolean>];

const TROUBLES: readonly Trouble[] = [
  [
    'one connection silent for good',
    4,
    async (line, dice) => {
      const open = [...line.connections];
      if (open.length === 0) return false;
      dice.pick(open).hold();
      return true;
    },
  ],
  [
    'all silent for a while',
    2,
    async (line, dice) => {
      line.fallSilent();
      await pause(dice.whole(500, 4_000));
      line.heal();
      return true;
    },
  ],
  [
    'silent, new connections too',
    1,
    async (line, dice) => {
      line.staySilent();
      await pause(dice.whole(500, 6_000));
      line.heal();
      return true;
    },
  ],
  [
    'slow',
    3,
    async (line, dice) => {
      line.slowDown(dice.chance(0.5) ? { delayMs: dice.whole(20, 250) } : { bytesPerSecond: 1_000 });
      await pause(dice.whole(500, 2_000));
      line.heal();
      return true;
    },
  ],
  [
    'reset, and refused for a while',
    1,
    async (line, dice) => {
      line.refuse();
      await pause(dice.whole(50, 1_000));
      line.heal();
      return true;
    },
  ],
];

/** Lines to PostgreSQL, to the provider, and from clients, that break without a word, or hardly carry. */
export const badLines: Fault = {
  id: 'N12',
  name: 'half-open, slow and refused connections (PostgreSQL, provider, clients)',
  worlds: ['postgres'],
  leastCount: 150,
  perRound: 75,
  lanes: 3,
  strike: (world, dice) =>
    withHub(world, dice, (hub) =>
      dice.chance(DRAINED) ? drainInSilence(world, hub, dice) : spoil(hub, dice),
    ),
};

/** A process that is told to stop while PostgreSQL is silent for good must end as any other. */
async function drainInSilence(world: World, hub: Hub, dice: Dice): Promise<string[]> {
  const { postgres } = hub.edges;
  postgres.staySilent();
  postgres.fallSilent();
  await pause(dice.whole(0, 2_000));
  await drain(world, hub);
  postgres.heal();
  await hub.start();
  return ['postgres: silent for good, and SIGTERM'];
}

async function spoil({ role, edges }: Hub, dice: Dice): Promise<string[]> {
  const edge: keyof Edges = dice.chance(0.5) ? 'postgres' : role === 'http' ? 'api' : 'provider';
  const line = edges[edge];
  if (line === undefined) return [];
  const [name, , cause] = weighted(dice);
  return (await cause(line, dice)) ? [`${edge}: ${name}`] : [];
}

function weighted(dice: Dice): Trouble {
  const many = TROUBLES.flatMap((trouble) => Array.from({ length: trouble[1] }, () => trouble));
  return dice.pick(many);
}
