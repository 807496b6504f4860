import type { ConsumeMessage } from 'amqplib';
import { Bell } from '../connection/waiting.js';
import type { QueueConsumer } from './queue-consumer.js';

const BATCH_MAX = 200;
const BATCH_BYTES_MAX = 16 * 1024 * 1024;

/** A message that the broker has handed out and that is not acknowledged. */
export interface Arrival {
  readonly consumer: QueueConsumer;
  readonly message: ConsumeMessage;
}

/** Arrivals in their order; never more than the broker hands out without an acknowledgement. */
export class Arrivals {
  readonly bell = new Bell();
  private waiting: Arrival[] = [];

  add(arrival: Arrival): void {
    this.waiting.push(arrival);
    this.bell.ring();
  }

  /** Takes the first ones: as many as there are, and as one transaction should carry. */
  take(): Arrival[] {
    let bytes = 0;
    let count = 0;
    for (const { message } of this.waiting) {
      bytes += message.content.length;
      if (count === BATCH_MAX || (count > 0 && bytes > BATCH_BYTES_MAX)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  /** What a lost consumer had will come again. */
  forget(lost: QueueConsumer): void {
    this.waiting = this.waiting.filter(({ consumer }) => consumer !== lost);
  }
}
