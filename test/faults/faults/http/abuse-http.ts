import type { Fault } from '../fault.js';
import {
  abortedBody,
  type Abuse,
  fuzz,
  headerBomb,
  idleConnections,
  noHttp,
  pipelining,
  sameKey,
  slowloris,
} from './abuse.js';

/** Each with its share of the strikes. */
const ABUSES: readonly (readonly [Abuse, share: number])[] = [
  [fuzz, 0.7],
  [headerBomb, 0.08],
  [noHttp, 0.08],
  [pipelining, 0.05],
  [abortedBody, 0.05],
  [sameKey, 0.02],
  [slowloris, 0.018],
  [idleConnections, 0.002],
];

/** Clients that are broken, slow, too many, or mean no good. */
export const abuseHttp: Fault = {
  id: 'N26',
  name: 'HTTP that nobody should speak',
  worlds: ['postgres', 'rabbit'],
  leastCount: 10_000,
  perRound: 5_000,
  lanes: 3,
  async strike(world, dice) {
    let left = dice.next();
    const [abuse] = ABUSES.find(([, share]) => (left -= share) < 0) ?? [fuzz];
    return abuse(world, dice.pick(world.apiUrls), dice);
  },
};
