/** A message in a queue of the store. */
export interface Queued {
  readonly queue: string;
  readonly key: string;
  readonly id: string;
  readonly type: string;
}

/** A message that a transaction has handled, whether it took it from its queue or had just sent it itself. */
export interface Handled {
  readonly queue: string;
  readonly key: string;
  readonly id: string;
}

/** What one transaction did to queues. */
export interface Traffic {
  readonly queued: readonly Queued[];
  readonly handled: readonly Handled[];
  /** Those that left their queues, handled or given up. */
  readonly gone: readonly Handled[];
}

/** Where a message stands that was queued. */
interface Place {
  /** Messages that were queued before. */
  readonly at: number;
  /** As many had been queued when the transaction began that queued it. */
  readonly behind: number;
  /** The transaction: what it queued has an order of its own. */
  readonly transaction: Traffic;
}

/**
 * Watches whether messages of one key are handled in the order in which they came into their queue. Those that transactions
 * queued side by side have no order.
 */
export class KeyOrder {
  /** What was handled although an earlier one of its key waited. */
  readonly overtaken: string[] = [];
  private readonly waiting = new Map<string, Map<string, Queued>>();
  /** Of each message that was ever queued. */
  private readonly places = new Map<string, Place>();

  /** Messages queued so far: a transaction that begins now can see all of them. */
  get queuedSoFar(): number {
    return this.places.size;
  }

  /** A transaction is kept. @param seen the messages that were queued when it began */
  keep(traffic: Traffic, seen: number): void {
    this.forget(traffic.gone);
    for (const each of traffic.handled) this.look(each, seen);
    for (const each of traffic.queued) this.enter(each, traffic, seen);
  }

  /** They may have left their queues: nobody knows. */
  forget(gone: readonly Handled[]): void {
    for (const each of gone) this.waiting.get(keyName(each))?.delete(each.id);
  }

  private look(handled: Handled, seen: number): void {
    const own = this.places.get(name(handled));
    for (const each of this.waiting.get(keyName(handled))?.values() ?? []) {
      const other = this.places.get(name(each));
      if (other && each.id !== handled.id && other.at < seen && (!own || isBefore(other, own)))
        this.overtaken.push(`${each.type} ${each.id} of ${each.key} was overtaken by ${handled.id}`);
    }
  }

  private enter(message: Queued, transaction: Traffic, behind: number): void {
    if (this.places.has(name(message))) return;
    const ofKey = this.waiting.get(keyName(message)) ?? new Map<string, Queued>();
    ofKey.set(message.id, message);
    this.places.set(name(message), { at: this.places.size, behind, transaction });
    this.waiting.set(keyName(message), ofKey);
  }
}

const isBefore = (one: Place, other: Place): boolean =>
  one.at < (one.transaction === other.transaction ? other.at : other.behind);

const keyName = ({ queue, key }: Handled): string => `${queue} ${key}`;
const name = ({ queue, id }: Handled): string => `${queue} ${id}`;
