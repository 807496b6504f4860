import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#testing';
import { brokerOf, nodesOf } from '../world/broker.js';
import { recovered } from '../world/recovery.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const CAUGHT_UP_MS_MAX = 120_000;
const TRADE_BETWEEN_MS_MAX = 1_500;

/** All that RabbitMQ has is gone, on all nodes: queues, messages, what was confirmed. */
export const wipeBrokers: Fault = {
  id: 'N6',
  name: 'all data of RabbitMQ wiped',
  worlds: ['rabbit', 'rabbit', 'cluster'],
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
    await caughtUp(world);
    return [nodes.length === 1 ? 'the only node' : 'all three nodes'];
  },
};

const UNDER_WAY = `select id from countersign.operation where state in ('accepted', 'running')`;
const LEFT_OF = `select count(*)::integer as count from countersign.operation
  where state in ('accepted', 'running') and id = any($1::uuid[])`;

/** Clients do not wait for ever: what was under way ends before all is wiped again. */
async function caughtUp(world: World): Promise<void> {
  const ids = (await world.sql<{ id: string }>(UNDER_WAY)).map(({ id }) => id);
  await eventually(
    () => world.sql<{ count: number }>(LEFT_OF, [ids]),
    ([row]) => row?.count === 0,
    { withinMs: CAUGHT_UP_MS_MAX, everyMs: 250 },
  );
}
