import { type ChannelModel, type ConfirmChannel, connect, type GetMessage } from 'amqplib';
import type { BrokerSide } from './broker-side.js';
import { BOUNDED, DEAD, DELIVERY_LIMIT, FLEETING } from './names.js';

/** As the model says it. */
class ChannelClosed extends Error {
  override readonly name = 'ChannelClosed';
}

interface OpenChannel {
  readonly channel: ConfirmChannel;
  readonly closed: Promise<void>;
  readonly at: GetMessage[];
  readonly returned: Set<string>;
  isOpen: boolean;
}

const QUORUM = { 'x-queue-type': 'quorum' };

/** RabbitMQ, with the queues of scripts in a vhost of its own. */
export class RabbitSide implements BrokerSide {
  private readonly channels = new Map<number, OpenChannel>();

  private constructor(
    private readonly connection: ChannelModel,
    private behind: OpenChannel,
  ) {}

  static async open(url: string): Promise<RabbitSide> {
    const connection = await connect(url);
    connection.on('error', () => undefined);
    const behind = await openChannel(connection);
    await declareQueues(behind.channel);
    return new RabbitSide(connection, behind);
  }

  /** Begins a script with empty queues, into which nothing comes back any more. */
  async reset(): Promise<void> {
    for (const open of this.channels.values()) {
      if (!open.isOpen) continue;
      for (const message of open.at) open.channel.ack(message);
      await this.answered(open).catch(() => undefined);
      if (open.isOpen) await open.channel.close();
    }
    this.channels.clear();
    await this.remove(FLEETING);
    for (const queue of [BOUNDED, DEAD]) await this.behind.channel.purgeQueue(queue);
  }

  async publish(number: number, exchange: string, queue: string, body: string, mandatory: boolean) {
    const open = await this.openNumber(number);
    const confirmed = new Promise<string>((resolve, reject) => {
      open.channel.publish(exchange, queue, Buffer.from(body), { mandatory, messageId: body }, (error) => {
        if (error) reject(new ChannelClosed(String(error)));
        else resolve(open.returned.has(body) ? 'unroutable, confirmed' : 'confirmed');
      });
    });
    return orClosed(open, confirmed);
  }

  async get(number: number, queue: string) {
    const open = await this.openNumber(number);
    const message = await orClosed(open, open.channel.get(queue));
    if (!message) return 'empty';
    open.at.push(message);
    return [message.content.toString(), message.fields.redelivered];
  }

  async ack(number: number, which: number) {
    const open = await this.openNumber(number);
    const message = takeOne(open, which);
    if (message) open.channel.ack(message);
    await this.answered(open);
  }

  async nack(number: number, which: number, requeue: boolean) {
    const open = await this.openNumber(number);
    const message = takeOne(open, which);
    if (message) open.channel.nack(message, false, requeue);
    await this.answered(open);
  }

  async ackUnknown(number: number) {
    const open = await this.openNumber(number);
    const nothing = Buffer.alloc(0);
    const fields = { deliveryTag: 1_000_000, redelivered: false, exchange: '', routingKey: '' };
    open.channel.ack({ content: nothing, fields, properties: NO_PROPERTIES });
    await this.answered(open);
  }

  async close(number: number) {
    const open = this.channels.get(number);
    if (!open?.isOpen) return;
    await open.channel.close().catch(() => undefined);
    await open.closed;
  }

  async declare(queue: string) {
    await this.behind.channel.assertQueue(queue, { durable: true, arguments: QUORUM });
  }

  async remove(queue: string) {
    await this.behind.channel.deleteQueue(queue);
  }

  async ready(queue: string) {
    if (!this.behind.isOpen) this.behind = await openChannel(this.connection);
    try {
      const { messageCount } = await orClosed(this.behind, this.behind.channel.checkQueue(queue));
      return messageCount;
    } catch (error) {
      if (!(error instanceof ChannelClosed)) throw error;
      this.behind = await openChannel(this.connection);
      return undefined;
    }
  }

  async end(): Promise<void> {
    await this.connection.close();
  }

  private async openNumber(number: number): Promise<OpenChannel> {
    const known = this.channels.get(number);
    if (known?.isOpen) return known;
    const opened = await openChannel(this.connection);
    this.channels.set(number, opened);
    return opened;
  }

  /** An acknowledgement is not answered; what is asked behind it is, or the channel is closed for it. */
  private async answered(open: OpenChannel): Promise<void> {
    await orClosed(open, open.channel.prefetch(100));
  }
}

const NO_PROPERTIES = {
  contentType: undefined,
  contentEncoding: undefined,
  headers: undefined,
  deliveryMode: undefined,
  priority: undefined,
  correlationId: undefined,
  replyTo: undefined,
  expiration: undefined,
  messageId: undefined,
  timestamp: undefined,
  type: undefined,
  userId: undefined,
  appId: undefined,
  clusterId: undefined,
};

async function declareQueues(channel: ConfirmChannel): Promise<void> {
  await channel.assertQueue(DEAD, { durable: true, arguments: QUORUM });
  await channel.assertQueue(BOUNDED, {
    durable: true,
    arguments: {
      ...QUORUM,
      'x-delivery-limit': DELIVERY_LIMIT,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': DEAD,
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  });
}

async function openChannel(connection: ChannelModel): Promise<OpenChannel> {
  const channel = await connection.createConfirmChannel();
  const returned = new Set<string>();
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()));
  const open: OpenChannel = { channel, closed, returned, at: [], isOpen: true };
  channel.on('error', () => undefined);
  channel.once('close', () => (open.isOpen = false));
  channel.on('return', ({ properties }) => returned.add(String(properties.messageId)));
  return open;
}

async function orClosed<T>({ closed }: OpenChannel, answer: Promise<T>): Promise<T> {
  const lost = closed.then((): never => {
    throw new ChannelClosed('The broker has closed it');
  });
  lost.catch(() => undefined);
  try {
    return await Promise.race([answer, lost]);
  } catch (error) {
    await closed;
    throw error instanceof ChannelClosed ? error : new ChannelClosed(String(error));
  }
}

function takeOne({ at }: OpenChannel, which: number): GetMessage | undefined {
  return at.length === 0 ? undefined : at.splice(at.length - 1 - (which % at.length), 1)[0];
}
