import type { Dice } from '../../../apps/demo/plan/dice.js';
import { COMMIT } from '../world/crash-points.js';
import { reach } from '../world/reach.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const REACH_MS_MAX = 5_000;
/** What marks a transaction that writes what somebody was, or will be, told of. */
const WRITES = { workers: 'event-append', http: 'operation-admit' } as const;

/** Nobody knows whether a transaction took effect whose COMMIT got no answer. This one did not. */
export const loseCommits: Fault = {
  id: 'N11a',
  name: 'connection cut before COMMIT arrives',
  worlds: ['postgres', 'rabbit'],
  leastCount: 500,
  perRound: 250,
  lanes: 3,
  strike: (world, dice) => cutAtCommit(world, dice, 'request'),
};

/** This one did. */
export const loseCommitAnswers: Fault = {
  id: 'N11b',
  name: 'connection cut before COMMIT’s answer arrives',
  worlds: ['postgres', 'rabbit'],
  leastCount: 500,
  perRound: 250,
  lanes: 3,
  strike: (world, dice) => cutAtCommit(world, dice, 'answer'),
};

async function cutAtCommit(world: World, dice: Dice, lost: 'request' | 'answer'): Promise<string[]> {
  const hub = world.claim((free) => dice.pick(free));
  if (!hub) return [];
  const snare = {
    from: 'client',
    words: COMMIT,
    after: WRITES[hub.role],
    hold: lost === 'request' ? 'client' : 'server',
  } as const;
  try {
    const connection = await reach(
      hub.edges.postgres,
      { snare, ...(lost === 'answer' && { heldFrom: 'server' }) },
      REACH_MS_MAX,
    );
    connection?.end();
    return connection ? [`${lost} lost, ${hub.role}`] : [];
  } finally {
    world.giveBack(hub);
  }
}
