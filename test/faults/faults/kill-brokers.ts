import { setTimeout as pause } from 'node:timers/promises';
import type { Rabbit } from '#testing/servers';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { brokerOf, mailQueuesOf, nodesOf } from '../world/broker.js';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';

const DOWN_MS_MAX = 1_500;

/** kill -9 of RabbitMQ nodes: of the leader of a queue, of whichever, of all three at once. */
export const killBrokers: Fault = {
  id: 'N4',
  name: 'kill -9 of RabbitMQ nodes',
  worlds: ['cluster', 'rabbit'],
  leastCount: 100,
  perRound: 34,
  async strike(world, dice) {
    const rabbit = brokerOf(world);
    const { nodes, what } = await victims(rabbit, dice);
    await Promise.all(nodes.map((node) => rabbit.kill(node)));
    await pause(dice.next() * DOWN_MS_MAX);
    await Promise.all(nodes.map((node) => rabbit.start(node)));
    await recovered(world);
    return nodes.map(() => what);
  },
};

async function victims(
  rabbit: Rabbit,
  dice: Dice,
): Promise<{ readonly nodes: readonly number[]; readonly what: string }> {
  const nodes = nodesOf(rabbit);
  if (nodes.length === 1) return { nodes, what: 'the only node' };
  const lot = dice.next();
  if (lot < 0.12) return { nodes, what: 'all three nodes at once' };
  if (lot < 0.35) return { nodes: [dice.pick(nodes)], what: 'any node of three' };
  const leader = await rabbit.leaderOf(dice.pick(await mailQueuesOf(rabbit)));
  return { nodes: [leader], what: 'the leader of a queue' };
}
