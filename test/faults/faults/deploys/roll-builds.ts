import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { drain } from '../../world/draining.js';
import type { Hub } from '../../world/hub.js';
import type { World } from '../../world/world.js';
import type { Fault } from '../fault.js';

const NEXT_BUILD = join('dist', 'test', 'faults', 'next-build', 'main.js');
/** Between two rolls, so that sagas begin and go on in each mixture. */
const MIXED_MS_MAX = 1_500;

/**
 * Workers are replaced one by one while sagas are under way: by a build with a newer version of their saga and a message
 * that the other has never heard of, and back. Once there are sagas on the newer version, one of its workers stays.
 */
export const rollBuilds: Fault = {
  id: 'N23',
  name: 'rolling deployment to the next build and back',
  worlds: ['postgres', 'rabbit'],
  leastCount: 20,
  perRound: 10,
  payments: [
    ['tok_approve', 60],
    ['tok_decline', 30],
    ['tok_hang_1', 10],
  ],
  async strike(world, dice) {
    const hub = world.claim((free) => nextToRoll(world, free), 'workers');
    if (!hub) return [];
    try {
      await pause(dice.next() * MIXED_MS_MAX);
      const underWay = await sagasUnderWay(world);
      await roll(world, hub);
      const newer = world.hubs.filter(({ entry }) => entry === NEXT_BUILD).length;
      const to = hub.entry === undefined ? 'this build' : 'the next build';
      const mixture = newer === workersOf(world).length ? 'only newer workers' : 'mixed workers';
      return [`a worker to ${to}, then ${mixture}${underWay ? `, ${underWay} under way` : ''}`];
    } finally {
      world.giveBack(hub);
    }
  },
};

const workersOf = ({ hubs }: World): Hub[] => hubs.filter(({ role }) => role === 'workers');

/** All forward, then all but the first one back, and so on. */
function nextToRoll(world: World, free: readonly Hub[]): Hub {
  const workers = workersOf(world);
  const older = free.find(({ entry }) => entry === undefined);
  const newer = free.findLast(({ entry }) => entry !== undefined);
  const [first] = free;
  const isForward = workers.every(({ entry }) => entry === undefined) || isGoingForward(world);
  const next = (isForward ? older : newer) ?? older ?? newer ?? first;
  if (!next) throw new Error('There is no worker to roll');
  return next;
}

const directions = new WeakMap<World, 'forward' | 'back'>();

function isGoingForward(world: World): boolean {
  const newer = workersOf(world).filter(({ entry }) => entry !== undefined).length;
  if (newer === workersOf(world).length) directions.set(world, 'back');
  if (newer <= 1) directions.set(world, 'forward');
  return directions.get(world) === 'forward';
}

async function roll(world: World, hub: Hub): Promise<void> {
  await drain(world, hub);
  hub.entry = hub.entry === undefined ? NEXT_BUILD : undefined;
  await hub.start();
}

const UNDER_WAY = `select coalesce(string_agg(distinct 'v' || definition_version || ' ' || status, ' and '), '') as what
  from countersign.saga where status not in ('completed', 'compensated')`;

async function sagasUnderWay(world: World): Promise<string> {
  const [row] = await world.sql<{ what: string }>(UNDER_WAY);
  return row?.what ?? '';
}
