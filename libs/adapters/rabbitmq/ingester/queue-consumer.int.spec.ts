import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { eventually } from '#testing';
import { freshVhost, type FreshVhost } from '#testing/servers';
import { type Link, openLink } from '../connection/link.js';
import { NotServed, QueueConsumer } from './queue-consumer.js';

const QUEUE = 'countersign.tills';
const WITHIN = { withinMs: 120_000 };

describe('Of two consumers of a queue that serves one of them', () => {
  let vhost: FreshVhost;
  let link: Link;
  let channel: ConfirmChannel;
  const got: ConsumeMessage[] = [];
  let served: QueueConsumer;
  let idle: QueueConsumer;

  beforeAll(async () => {
    vhost = await freshVhost();
    link = await openLink(vhost.url, 'a spec');
    ({ channel } = await link.openConfirmChannel());
    const queueArguments = { 'x-queue-type': 'quorum', 'x-single-active-consumer': true };
    await channel.assertQueue(QUEUE, { durable: true, arguments: queueArguments });
    served = await QueueConsumer.open(link, QUEUE, 'tills', (_, message) => got.push(message));
    idle = await QueueConsumer.open(link, QUEUE, 'tills', () => undefined);
  });
  afterAll(async () => {
    await link.close();
    await vhost.drop();
  });

  async function messagesWait(count: number): Promise<void> {
    for (let sent = 0; sent < count; sent++) channel.sendToQueue(QUEUE, Buffer.from('{}'));
    await channel.waitForConfirms();
    await eventually(
      async () => got.length,
      (handedOut) => handedOut > 0,
      WITHIN,
    );
  }

  it('both are left alone while nothing waits', async () => {
    for (let look = 1; look <= 5; look++) await Promise.all([served.check(), idle.check()]);
    expect([served.lost.aborted, idle.lost.aborted]).toEqual([false, false]);
  });

  it('the other one gives up while messages wait, and the one that has them in hand does not', async () => {
    await messagesWait(500);
    for (let look = 1; look <= 5; look++) await Promise.all([served.check(), idle.check()]);
    expect(idle.lost.reason).toBeInstanceOf(NotServed);
    expect(served.lost.aborted).toBe(false);
  });

  it('the one that is served goes on to be', async () => {
    const first = got.length;
    served.acknowledge(got.at(-1)!);
    await eventually(
      async () => got.length,
      (count) => count > first,
      WITHIN,
    );
    await served.check();
    expect(served.lost.aborted).toBe(false);
  });
});
