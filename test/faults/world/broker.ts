import { eventually } from '#testing';
import type { Rabbit } from '#testing/servers';
import { type ConfirmChannel, connect } from 'amqplib';
import type { World } from './world.js';

/** As the hub names its exchange and queues at the broker. */
export const MAIL_EXCHANGE = 'countersign.mail';
const QUEUES = /^countersign\./;

/** @throws Error in a world that has no broker */
export function brokerOf({ rabbit }: World): Rabbit {
  if (!rabbit) throw new Error('This world has no RabbitMQ');
  return rabbit;
}

/** Numbers of its nodes. */
export const nodesOf = ({ urls }: Rabbit): readonly number[] => urls.map((_, index) => index + 1);

/** What carries messages to the mailboxes. */
export async function mailQueuesOf(rabbit: Rabbit): Promise<readonly string[]> {
  const listed = await rabbit.ctl(1, 'list_queues', '--silent', 'name');
  return listed.split('\n').filter((name) => QUEUES.test(name));
}

/** Works on a channel of somebody who is no hub, straight to the first node. */
export async function asStranger<T>(
  rabbit: Rabbit,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  const connection = await connect(rabbit.url, { timeout: 5_000 });
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    return await work(channel);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

/** Waits until all nodes run and see one another. */
export async function whole(rabbit: Rabbit): Promise<void> {
  const nodes = nodesOf(rabbit);
  for (const node of nodes) {
    await eventually(
      () => rabbit.ctl(node, 'eval', 'length(rabbit_nodes:all_running()).').catch(String),
      (running) => running === String(nodes.length),
      { withinMs: 120_000, everyMs: 500 },
    );
  }
}
