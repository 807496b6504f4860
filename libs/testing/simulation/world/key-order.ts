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

interface Waiting extends Queued {
  /** Messages that were queued before. */
  readonly place: number;
}

/** Watches whether messages of one key are handled in the order in which they came into their queue. */
export class KeyOrder {
  /** What was handled although an earlier one of its key waited. */
  readonly overtaken: string[] = [];
  private readonly waiting = new Map<string, Map<string, Waiting>>();
  /** Where each message stood that was ever queued. */
  private readonly places = new Map<string, number>();

  /** Messages queued so far: a transaction that begins now can see all of them. */
  get queuedSoFar(): number {
    return this.places.size;
  }

  /** A transaction is kept. @param seen the messages that were queued when it began */
  keep({ queued, handled, gone }: Traffic, seen: number): void {
    this.forget(gone);
    for (const each of handled) this.look(each, this.places.get(placeName(each)) ?? seen, seen);
    for (const each of queued) this.enter(each);
  }

  /** They may have left their queues: nobody knows. */
  forget(gone: readonly Handled[]): void {
    for (const each of gone) this.waiting.get(nameOf(each))?.delete(each.id);
  }

  private look(handled: Handled, place: number, seen: number): void {
    for (const each of this.waiting.get(nameOf(handled))?.values() ?? []) {
      if (each.id !== handled.id && each.place < Math.min(place, seen))
        this.overtaken.push(`${each.type} ${each.id} of ${each.key} was overtaken by ${handled.id}`);
    }
  }

  private enter(message: Queued): void {
    const name = placeName(message);
    if (this.places.has(name)) return;
    const ofKey = this.waiting.get(nameOf(message)) ?? new Map<string, Waiting>();
    ofKey.set(message.id, { ...message, place: this.places.size });
    this.places.set(name, this.places.size);
    this.waiting.set(nameOf(message), ofKey);
  }
}

const nameOf = ({ queue, key }: Handled): string => `${queue} ${key}`;
const placeName = ({ queue, id }: Handled): string => `${queue} ${id}`;
