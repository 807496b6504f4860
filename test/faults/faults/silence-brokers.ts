import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#testing';
import type { Line } from '#testing/servers';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Hub } from '../world/hub.js';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

/** Two or three heartbeats of five seconds, and the way to another connection. */
const REPLACED_WITHIN_MS = 30_000;
const SLOW = { bytesPerSecond: 1_000, delayMs: 100 };

/** Connections to RabbitMQ on which nothing passes and nobody is told, or hardly anything. */
export const silenceBrokers: Fault = {
  id: 'N12b',
  name: 'half-open and slow connections to RabbitMQ',
  worlds: ['rabbit', 'cluster'],
  leastCount: 150,
  perRound: 75,
  lanes: 3,
  strike: (world, dice) =>
    withHub(world, dice, async (hub) => {
      const busy = hub.edges.broker.filter(({ connections }) => connections.size > 0);
      if (busy.length === 0) {
        await pause(500);
        return [];
      }
      const line = dice.pick(busy);
      return dice.chance(0.5) ? await halfOpen(hub, line) : await slow(line, dice);
    }),
};

/** The hub gives them up by itself and opens others; then all that was under way on them arrives after all. */
async function halfOpen({ edges }: Hub, line: Line): Promise<string[]> {
  const open = () => edges.broker.flatMap(({ connections }) => [...connections]);
  const before = new Set(open());
  const silent = line.connections.size;
  line.fallSilent();
  await eventually(
    () => open().filter((each) => !before.has(each)).length,
    (others) => others >= silent,
    { withinMs: REPLACED_WITHIN_MS },
  ).finally(() => line.heal());
  return Array.from({ length: silent }, () => 'half-open');
}

async function slow(line: Line, dice: Dice): Promise<string[]> {
  const slowed = line.connections.size;
  line.slowDown(SLOW);
  await pause(1_000 + dice.next() * 4_000);
  line.heal();
  return Array.from({ length: slowed }, () => 'slow');
}
