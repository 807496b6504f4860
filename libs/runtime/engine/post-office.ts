import type { Addressed, Transaction, Transport } from '#kernel';

/** Sends messages in the transaction that decided them. */
export class PostOffice {
  constructor(private readonly transport: Transport) {}

  async post(tx: Transaction, messages: readonly Addressed[]): Promise<void> {
    if (messages.length === 0) return;
    if (this.transport.delivery === 'direct') await tx.mailbox.deliver(messages);
    else await tx.outbox.add(messages);
  }

  /** To be called after the commit. */
  posted(): void {
    if (this.transport.delivery === 'relayed') this.transport.wake();
  }
}
