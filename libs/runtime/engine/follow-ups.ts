import type { Addressed, Envelope, QueueKey, Transaction } from '#kernel';

/** Messages that one transaction handles beyond those that it has claimed, at the most. */
const FOLLOWED_MAX = 2_000;

/**
 * Which of its own messages a transaction handles itself, at once: those to keys that nobody else works on and of which
 * nothing waits. So one transaction may run many steps of a saga. All others go through the queues; once one has, the later
 * ones of its key follow it, so that the order of the key holds.
 */
export class FollowUps {
  private readonly handedOver = new Set<string>();
  private left: number;

  /** @param queues those whose messages may be handled here; with none, everything goes through the queues */
  constructor(private readonly queues: ReadonlySet<string>) {
    this.left = queues.size > 0 ? FOLLOWED_MAX : 0;
  }

  /** From now on, messages of this key go through its queue. */
  handOver(message: Addressed): void {
    this.handedOver.add(nameOf(keyOf(message)));
  }

  isHandedOver(message: Addressed): boolean {
    return this.handedOver.has(nameOf(keyOf(message)));
  }

  /** @returns the messages that this transaction handles, and those that it does not, each in their order */
  async part(
    tx: Transaction,
    messages: readonly Addressed[],
  ): Promise<{ here: Addressed[]; elsewhere: Addressed[] }> {
    const keys = new Map(
      messages
        .filter((each) => this.queues.has(each.queue) && !this.isHandedOver(each))
        .map((each) => [nameOf(keyOf(each)), keyOf(each)]),
    );
    const mayFollow = this.left >= messages.length && keys.size > 0;
    const claimed = mayFollow ? await tx.mailbox.claimIdle([...keys.values()]) : [];
    const own = new Set(claimed.map(nameOf));
    const isOwn = (each: Addressed) => own.has(nameOf(keyOf(each)));
    const here = messages.filter(isOwn);
    const elsewhere = messages.filter((each) => !isOwn(each));
    for (const each of elsewhere) this.handOver(each);
    this.left -= here.length;
    return { here, elsewhere };
  }
}

const keyOf = ({ queue, envelope }: { queue: string; envelope: Envelope }): QueueKey => ({
  queue,
  key: envelope.key,
});

const nameOf = ({ queue, key }: QueueKey): string => `${queue}\n${key}`;
