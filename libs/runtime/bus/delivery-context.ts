import type { Envelope, Message } from '#kernel';
import { BaseRpcContext } from '@nestjs/microservices';

/** A wish to see the message again. */
export interface RetryWish {
  readonly inMs: number;
  readonly why: string;
}

/** What a handler knows of the message that it handles, and how it answers. */
export class DeliveryContext extends BaseRpcContext<[Envelope]> {
  private readonly outgoing: Message<'command'>[] = [];
  private wish: RetryWish | undefined;

  constructor(
    readonly envelope: Envelope,
    /** How often handling this message has failed before. */
    readonly failures: number,
    /** How often it has been handled before without an end: it failed, or was put off. */
    readonly attempts: number,
  ) {
    super([envelope]);
  }

  /**
   * Sends a command in the transaction that completes the message. The decision on it answers the saga, if one is
   * behind this message.
   */
  send(command: Message<'command'>): void {
    this.outgoing.push(command);
  }

  /** Keeps the message and hands it out again later; what was sent so far is sent. It does not count as a failure. */
  retryIn(ms: number, why: string): void {
    this.wish = { inMs: ms, why };
  }

  get sent(): readonly Message<'command'>[] {
    return this.outgoing;
  }

  get retry(): RetryWish | undefined {
    return this.wish;
  }
}
