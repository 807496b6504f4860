import type { Addressed, Transaction, Transport } from '#kernel';
import type { Routes } from './routes.js';

/** Sends messages in the transaction that decided them. */
export class PostOffice {
  constructor(private readonly transport: Transport) {}

  async post(tx: Transaction, messages: readonly Addressed[]): Promise<void> {
    if (messages.length === 0) return;
    if (this.transport.delivery === 'direct') await tx.mailbox.deliver(messages);
    else await tx.outbox.add(messages);
  }

  /** Queues whose messages need not leave the transaction that sends them: nothing of theirs is under way elsewhere. */
  queuesAtHand(routes: Routes): ReadonlySet<string> {
    return new Set(this.transport.delivery === 'direct' ? routes.contextQueues() : []);
  }

  /** To be called after the commit. */
  posted(): void {
    if (this.transport.delivery === 'relayed') this.transport.wake();
  }
}
