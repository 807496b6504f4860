import type { Dice } from '../../../apps/demo/plan/dice.js';
import { COMMIT } from '../world/crash-points.js';
import { type Moment, lost, unanswered } from '../world/moments.js';
import { reach } from '../world/reach.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

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
  strike: (world, dice) => cutAtCommit(world, dice, 'request', lost),
};

/** This one did. */
export const loseCommitAnswers: Fault = {
  id: 'N11b',
  name: 'connection cut before COMMIT’s answer arrives',
  worlds: ['postgres', 'rabbit'],
  leastCount: 500,
  perRound: 250,
  lanes: 3,
  strike: (world, dice) => cutAtCommit(world, dice, 'answer', unanswered),
};

const cutAtCommit = (
  world: World,
  dice: Dice,
  what: 'request' | 'answer',
  isLost: (words: string, after: string) => Moment,
): Promise<readonly string[]> =>
  withHub(world, dice, async (hub) => {
    const connection = await reach(hub.edges.postgres, isLost(COMMIT, WRITES[hub.role]), REACH_MS_MAX);
    connection?.end();
    return connection ? [`${what} lost, ${hub.role}`] : [];
  });
