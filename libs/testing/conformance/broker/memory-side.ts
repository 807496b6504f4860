import { MemoryBroker, type MemoryChannel } from '#adapters/memory';
import type { BrokerSide } from './broker-side.js';
import { BOUNDED, DEAD, DELIVERY_LIMIT } from './names.js';

export class MemorySide implements BrokerSide {
  private readonly broker = new MemoryBroker();
  private readonly channels = new Map<number, { readonly channel: MemoryChannel; readonly tags: number[] }>();

  constructor() {
    this.broker.declare(DEAD);
    this.broker.declare(BOUNDED, { deliveryLimit: DELIVERY_LIMIT, deadLetters: DEAD });
  }

  async publish(channel: number, exchange: string, queue: string, body: string, mandatory: boolean) {
    return this.open(channel).channel.publish(exchange, queue, body, { mandatory });
  }

  async get(channel: number, queue: string) {
    const { channel: open, tags } = this.open(channel);
    const delivery = open.get(queue);
    if (!delivery) return 'empty';
    tags.push(delivery.tag);
    return [delivery.body, delivery.redelivered];
  }

  async ack(channel: number, which: number) {
    const tag = this.takeTag(channel, which);
    if (tag !== undefined) this.open(channel).channel.ack(tag);
  }

  async nack(channel: number, which: number, requeue: boolean) {
    const tag = this.takeTag(channel, which);
    if (tag !== undefined) this.open(channel).channel.nack(tag, { requeue });
  }

  async ackUnknown(channel: number) {
    this.open(channel).channel.ack(1_000_000);
  }

  async close(channel: number) {
    this.channels.get(channel)?.channel.close();
  }

  async declare(queue: string) {
    this.broker.declare(queue);
  }

  async remove(queue: string) {
    this.broker.delete(queue);
  }

  async ready(queue: string) {
    return this.broker.queue(queue)?.ready;
  }

  private open(number: number) {
    const known = this.channels.get(number);
    if (known?.channel.isOpen) return known;
    const opened = { channel: this.broker.openChannel(), tags: [] };
    this.channels.set(number, opened);
    return opened;
  }

  private takeTag(number: number, which: number): number | undefined {
    const { tags } = this.open(number);
    return tags.length === 0 ? undefined : tags.splice(tags.length - 1 - (which % tags.length), 1)[0];
  }
}
