import { setTimeout as pause } from 'node:timers/promises';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { asStranger, brokerOf, mailQueuesOf, MAIL_EXCHANGE } from '../world/broker.js';
import type { Fault } from './fault.js';

const LISTEN_MS = 2_000;
const AGAIN_MAX = 4;

/** What the relay has published comes again, some of it several times, late, and in any order. */
export const repeatMessages: Fault = {
  id: 'N17',
  name: 'messages doubled and out of order on the wire',
  worlds: ['rabbit'],
  leastCount: 2_000,
  perRound: 1_000,
  async strike(world, dice) {
    const rabbit = brokerOf(world);
    const queues = await mailQueuesOf(rabbit);
    return asStranger(rabbit, async (channel) => {
      const copies = await overhear(channel, queues);
      for (const copy of shuffled(copies, dice)) {
        for (let times = dice.whole(1, AGAIN_MAX); times > 0; times -= 1) {
          channel.publish(MAIL_EXCHANGE, copy.fields.routingKey, copy.content, copy.properties);
        }
      }
      await channel.waitForConfirms();
      return copies.map(() => 'message sent again');
    });
  },
};

/** A queue of our own that gets a copy of all that is published. */
async function overhear(channel: ConfirmChannel, queues: readonly string[]): Promise<ConsumeMessage[]> {
  const copies: ConsumeMessage[] = [];
  const { queue } = await channel.assertQueue('', { exclusive: true });
  for (const name of queues) await channel.bindQueue(queue, MAIL_EXCHANGE, name.replace('countersign.', ''));
  await channel.consume(queue, (copy) => void (copy && copies.push(copy)), { noAck: true });
  await pause(LISTEN_MS);
  await channel.deleteQueue(queue);
  return copies;
}

const shuffled = <T>(items: readonly T[], dice: Dice): T[] =>
  items
    .map((item) => ({ item, place: dice.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
