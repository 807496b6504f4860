import { setTimeout as pause } from 'node:timers/promises';
import type { Rabbit } from '#testing/servers';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { brokerOf, mailQueuesOf, nodesOf, whole } from '../world/broker.js';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';

/** Nodes that run, and do not reach one another. */
export const partBrokers: Fault = {
  id: 'N7',
  name: 'RabbitMQ parted, in the minority, or frozen',
  worlds: ['cluster'],
  leastCount: 24,
  perRound: 12,
  async strike(world, dice) {
    const rabbit = brokerOf(world);
    const how = await dice.pick([isolated, alone, frozen])(rabbit, dice);
    await whole(rabbit);
    await recovered(world);
    return [how];
  },
};

async function isolated(rabbit: Rabbit, dice: Dice): Promise<string> {
  const node = dice.pick(nodesOf(rabbit));
  await rabbit.isolate(node);
  await pause(2_000 + dice.next() * 4_000);
  await rabbit.reunite(node);
  return 'a node cut off from the two others';
}

/** The one that is left pauses: it could not know whether the others go on. */
async function alone(rabbit: Rabbit, dice: Dice): Promise<string> {
  const left = dice.pick(nodesOf(rabbit));
  const others = nodesOf(rabbit).filter((node) => node !== left);
  await Promise.all(others.map((node) => rabbit.kill(node)));
  await pause(dice.next() * 3_000);
  await Promise.all(others.map((node) => rabbit.start(node)));
  return 'one node left of three';
}

async function frozen(rabbit: Rabbit, dice: Dice): Promise<string> {
  const leader = await rabbit.leaderOf(dice.pick(await mailQueuesOf(rabbit)));
  rabbit.freeze(leader);
  try {
    await pause(4_000 + dice.next() * 11_000);
  } finally {
    rabbit.thaw(leader);
  }
  return 'the leader of a queue frozen';
}
