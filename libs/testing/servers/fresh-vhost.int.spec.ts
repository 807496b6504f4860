import { describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import { freshVhost } from '#testing/servers';

async function queueExists(url: string, name: string): Promise<boolean> {
  const connection = await connect(url);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await channel.checkQueue(name);
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

describe('a fresh vhost', () => {
  it('takes quorum queues and shares nothing with another one', async () => {
    const [one, other] = await Promise.all([freshVhost(), freshVhost()]);
    const connection = await connect(one.url);
    const channel = await connection.createChannel();
    await channel.assertQueue('orders', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await connection.close();
    expect(await queueExists(one.url, 'orders')).toBe(true);
    expect(await queueExists(other.url, 'orders')).toBe(false);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('is another one each time, also when dropped ones are cleared away', async () => {
    const names = new Set<string>();
    for (let count = 0; count < 20; count += 1) {
      const vhost = await freshVhost();
      names.add(vhost.name);
      await vhost.drop();
    }
    expect(names.size).toBe(20);
  });
});
