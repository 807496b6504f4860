import { setTimeout as pause } from 'node:timers/promises';
import { brokerOf, nodesOf } from '../world/broker.js';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';

const TRADE_BETWEEN_MS_MAX = 1_500;

/** All that RabbitMQ has is gone, on all nodes: queues, messages, what was confirmed. */
export const wipeBrokers: Fault = {
  id: 'N6',
  name: 'all data of RabbitMQ wiped',
  worlds: ['rabbit', 'cluster'],
  leastCount: 30,
  perRound: 10,
  async strike(world, dice) {
    const rabbit = brokerOf(world);
    const nodes = nodesOf(rabbit);
    await pause(dice.next() * TRADE_BETWEEN_MS_MAX);
    await Promise.all(nodes.map((node) => rabbit.kill(node)));
    for (const node of nodes) await rabbit.wipe(node);
    await Promise.all(nodes.map((node) => rabbit.start(node)));
    await recovered(world);
    return [nodes.length === 1 ? 'the only node' : 'all three nodes'];
  },
};
