import { setTimeout as pause } from 'node:timers/promises';
import { brokerOf, nodesOf } from '../world/broker.js';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';

/** What makes RabbitMQ raise an alarm and take no messages from anybody, and what ends it. */
const ALARMS = [
  {
    name: 'no memory left',
    raise: ['set_vm_memory_high_watermark', '0.000001'],
    clear: ['set_vm_memory_high_watermark', '0.4'],
  },
  {
    name: 'no disk left',
    raise: ['set_disk_free_limit', '999GB'],
    clear: ['set_disk_free_limit', '50MB'],
  },
] as const;

export const starveBrokers: Fault = {
  id: 'N8',
  name: 'RabbitMQ out of memory or disk',
  worlds: ['rabbit', 'cluster'],
  leastCount: 30,
  perRound: 15,
  async strike(world, dice) {
    const rabbit = brokerOf(world);
    const node = dice.pick(nodesOf(rabbit));
    const { name, raise, clear } = dice.pick(ALARMS);
    await rabbit.ctl(node, ...raise);
    await pause(1_000 + dice.next() * 4_000);
    await rabbit.ctl(node, ...clear);
    await recovered(world);
    return [name];
  },
};
