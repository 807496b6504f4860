/** A broker as scripts use it: some channels of one client each, which are opened again after they were closed. */
export interface BrokerSide {
  publish(
    channel: number,
    exchange: string,
    queue: string,
    body: string,
    mandatory: boolean,
  ): Promise<unknown>;
  /** @returns the text, whether it was delivered before, and nothing of an empty queue */
  get(channel: number, queue: string): Promise<unknown>;
  /** @param which of those at hand, the latest first */
  ack(channel: number, which: number): Promise<unknown>;
  nack(channel: number, which: number, requeue: boolean): Promise<unknown>;
  /** Acknowledges what was never delivered. */
  ackUnknown(channel: number): Promise<unknown>;
  close(channel: number): Promise<unknown>;
  declare(queue: string): Promise<unknown>;
  remove(queue: string): Promise<unknown>;
  /** How many messages wait, undefined of a queue that is not there. */
  ready(queue: string): Promise<number | undefined>;
}
