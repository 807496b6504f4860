import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import { eventually } from '../../eventually.js';
import type { Rabbit } from './rabbit-handle.js';
import { startRabbit } from './start-rabbit.js';

const queue = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

async function publishConfirmed(url: string, name: string, text: string): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(name, queue);
  channel.sendToQueue(name, Buffer.from(text), { persistent: true, mandatory: true });
  try {
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

/** For queues whose leader has just been cut off: RabbitMQ refuses (nack) until the others have elected a new one. */
async function publishUntilConfirmed(url: string, name: string, text: string): Promise<void> {
  const attempt = () => publishConfirmed(url, name, text).then(() => 'confirmed', String);
  await eventually(attempt, (outcome) => outcome === 'confirmed', { withinMs: 120_000 });
}

async function takeOne(url: string, name: string): Promise<string | undefined> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const message = await channel.get(name, { noAck: false });
    if (message === false) return undefined;
    channel.ack(message);
    await channel.close();
    return message.content.toString();
  } finally {
    await connection.close().catch(() => undefined);
  }
}

/** A message that was refused and sent again may be there twice: copies of earlier ones are passed over. */
async function takenSoon(url: string, name: string, text: string): Promise<void> {
  await eventually(
    () => takeOne(url, name),
    (seen) => seen === text,
    { withinMs: 120_000 },
  );
}

describe('a RabbitMQ of one node', () => {
  let rabbit: Rabbit;

  beforeAll(async () => {
    rabbit = await startRabbit();
  });

  afterAll(async () => {
    await rabbit.stop();
  });

  it('keeps a confirmed message over kill -9 and a start', async () => {
    await publishConfirmed(rabbit.url, 'kept', 'card redeemed');
    await rabbit.saveQueues(1);
    const before = rabbit.pid(1);
    await rabbit.kill(1);
    await expect(connect(rabbit.url)).rejects.toThrow('ECONNREFUSED');
    await rabbit.start(1);
    expect(rabbit.pid(1)).not.toBe(before);
    const message = await eventually(
      () => takeOne(rabbit.url, 'kept'),
      (seen) => seen !== undefined,
      {
        withinMs: 120_000,
      },
    );
    expect(message).toBe('card redeemed');
  });

  it('has forgotten everything after a wipe', async () => {
    await publishConfirmed(rabbit.url, 'wiped', 'card redeemed');
    await rabbit.kill(1);
    await rabbit.wipe(1);
    await rabbit.start(1);
    expect(await rabbit.ctl(1, 'list_queues', 'name', '--no-table-headers')).toBe('');
  });

  it('tells what rabbitmqctl complained of', async () => {
    await expect(rabbit.ctl(1, 'delete_vhost', 'nowhere')).rejects.toThrow(
      "Virtual host 'nowhere' does not exist",
    );
  });
});

describe('a RabbitMQ of three nodes', () => {
  let rabbit: Rabbit;

  beforeAll(async () => {
    rabbit = await startRabbit({ nodes: 3 });
  }, 180_000);

  afterAll(async () => {
    await rabbit.stop();
  });

  it('keeps a confirmed message when the node that took it is killed', async () => {
    await publishConfirmed(rabbit.urls[0]!, 'kept', 'card redeemed');
    await rabbit.kill(1);
    const message = await eventually(
      () => takeOne(rabbit.urls[1]!, 'kept'),
      (seen) => seen !== undefined,
      {
        withinMs: 120_000,
      },
    );
    expect(message).toBe('card redeemed');
  });

  const allNodes = expect.arrayContaining(['cs1@localhost', 'cs2@localhost', 'cs3@localhost']);

  it('takes a killed node back', async () => {
    await rabbit.start(1);
    const status: unknown = JSON.parse(await rabbit.ctl(2, 'cluster_status', '--formatter', 'json'));
    expect(status).toMatchObject({
      running_nodes: allNodes,
    });
  });

  it('takes a wiped node back, with a copy of each queue', async () => {
    await rabbit.replace(3);
    await publishConfirmed(rabbit.urls[2]!, 'kept', 'card blocked');
    expect(await takeOne(rabbit.urls[0]!, 'kept')).toBe('card blocked');
    const members = await rabbit.ctl(1, 'list_queues', 'name', 'members', '--formatter', 'json');
    expect(JSON.parse(members)).toMatchObject([{ name: 'kept', members: allNodes }]);
  });

  it('pauses a node that is cut off from the others, and takes it back', async () => {
    const runs = () => rabbit.ctl(2, 'eval', 'rabbit:is_running().');
    await rabbit.isolate(2);
    await eventually(runs, (answer) => answer === 'false', { withinMs: 120_000 });
    await expect(connect(rabbit.urls[1]!)).rejects.toThrow('ECONNREFUSED');
    await publishUntilConfirmed(rabbit.urls[0]!, 'kept', 'card expired');
    await rabbit.reunite(2);
    await eventually(runs, (answer) => answer === 'true', { withinMs: 120_000 });
    await takenSoon(rabbit.urls[1]!, 'kept', 'card expired');
  });

  it('comes back when a node was shut down', async () => {
    await rabbit.shutDown(1);
    await publishUntilConfirmed(rabbit.urls[1]!, 'kept', 'card closed');
    await rabbit.start(1);
    await takenSoon(rabbit.urls[0]!, 'kept', 'card closed');
  });
});
