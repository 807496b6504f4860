import { MemoryChannel } from './memory-channel.js';
import { MemoryQueue, type QueueOptions } from './memory-queue.js';

/**
 * As much of a message broker as decides what becomes of messages: queues behind one direct exchange, confirmations,
 * returns, acknowledgements, and what a channel or a queue takes with it when it ends. Nothing in it takes time.
 */
export class MemoryBroker {
  private readonly queues = new Map<string, MemoryQueue>();

  /** A queue that is there stays as it is. */
  declare(name: string, options: QueueOptions = {}): void {
    if (!this.queues.has(name)) this.queues.set(name, new MemoryQueue(options));
  }

  /** Its messages are gone, also those that somebody works on. */
  delete(name: string): void {
    this.queues.delete(name);
  }

  queue(name: string): MemoryQueue | undefined {
    return this.queues.get(name);
  }

  openChannel(): MemoryChannel {
    return new MemoryChannel(this);
  }

  /** Puts a message back that was not taken, or among the dead letters. */
  giveBack(name: string, queue: MemoryQueue, message: Parameters<MemoryQueue['takeBack']>[0]): void {
    // A queue of the same name that was declared since is another one.
    if (this.queues.get(name) !== queue || queue.takeBack(message)) return;
    this.bury(queue, message.body);
  }

  bury(queue: MemoryQueue, body: string): void {
    const { deadLetters } = queue.options;
    if (deadLetters !== undefined) this.queues.get(deadLetters)?.add(body);
  }
}
