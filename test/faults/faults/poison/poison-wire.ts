import type { Channel } from 'amqplib';
import { connect } from 'amqplib';
import type { Dice } from '../../../../apps/demo/plan/dice.js';
import { MAIL_EXCHANGE } from '../../world/broker.js';
import type { Fault } from '../fault.js';
import { PATIENCE } from './patience.js';
import { newMark, type Planted } from '../../world/planted.js';
import { goodHeaders, wireSorts } from './wire-sorts.js';

const OF_EACH_SORT = 200;
/** Of those that contexts decide from. */
const QUEUES = ['gift-cards', 'purchasing', 'payments', 'inventory', 'dispatch'] as const;
const sorts = Object.entries(wireSorts);

/** Messages of strangers on our queues: one of each sort at a time. */
export const poisonWire: Fault = {
  id: 'N21a',
  name: 'poison on the wire',
  worlds: ['rabbit'],
  leastCount: OF_EACH_SORT * sorts.length,
  perRound: OF_EACH_SORT * sorts.length,
  environment: PATIENCE,
  async strike(world, dice) {
    const connection = await connect(world.rabbit?.url ?? '');
    try {
      const channel = await connection.createConfirmChannel();
      const planted = sorts.map((sort) => publish(channel, sort, dice));
      await channel.waitForConfirms();
      world.planted.push(...planted);
      return planted.map(({ sort }) => sort);
    } finally {
      await connection.close();
    }
  },
};

function publish(
  channel: Pick<Channel, 'publish'>,
  [sort, make]: (typeof sorts)[number],
  dice: Dice,
): Planted {
  const mark = newMark();
  const queue = dice.pick(QUEUES);
  const { body, headers, reason, payload, ...properties } = make({ mark, headers: goodHeaders(mark) }, dice);
  const known = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  channel.publish(MAIL_EXCHANGE, queue, body, { ...properties, headers: known, persistent: true });
  return { mark, sort, queue, reason, payload };
}
