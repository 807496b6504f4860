import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#testing';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { asStranger, brokerOf, mailQueuesOf } from '../world/broker.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const BETWEEN_MS_MAX = 1_500;

type Spoil = (world: World, queue: string) => Promise<string>;

/** What operators do to queues under which the hub works. */
export const spoilQueues: Fault = {
  id: 'N9',
  name: 'queues deleted, emptied, or of another kind',
  worlds: ['rabbit'],
  leastCount: 60,
  perRound: 30,
  async strike(world, dice: Dice) {
    await pause(dice.next() * BETWEEN_MS_MAX);
    const queue = dice.pick(await mailQueuesOf(brokerOf(world)));
    return [await dice.pick([deleted, deleted, emptied, ofAnotherKind])(world, queue)];
  },
};

const deleted: Spoil = async (world, queue) => {
  await asStranger(brokerOf(world), (channel) => channel.deleteQueue(queue));
  return 'queue deleted while it is consumed';
};

const emptied: Spoil = async (world, queue) => {
  await asStranger(brokerOf(world), (channel) => channel.purgeQueue(queue));
  return 'queue emptied';
};

/** A hub says what is wrong, and goes on by itself when somebody has put it right. */
const ofAnotherKind: Spoil = async (world, queue) => {
  const linesBefore = world.logs.all().length;
  await asStranger(brokerOf(world), async (channel) => {
    await channel.deleteQueue(queue);
    await channel.assertQueue(queue, { durable: true });
  });
  const complaint = new RegExp(`queue ${queue.replaceAll('.', '\\.')} with other arguments`);
  await eventually(
    () => world.logs.all().slice(linesBefore),
    (lines) => lines.some(({ line }) => complaint.test(line)),
    { withinMs: 60_000 },
  );
  await asStranger(brokerOf(world), (channel) => channel.deleteQueue(queue));
  return 'queue of another kind in its place, and removed';
};
