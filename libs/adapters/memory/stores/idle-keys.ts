import type { Addressed, Claimed, QueueKey } from '#kernel';
import type { Session } from '../engine/session.js';
import type { Storage } from '../storage.js';
import { nameOf } from './json.js';
import { lockOn, sequenceAt, type Slot, slotOf } from './slots.js';
import type { WaitingMessages } from './waiting-messages.js';

/** A slot with so many messages counts as busy. */
const LOOKED_THROUGH_MAX = 100;

interface PlacedKey extends QueueKey, Slot {}

/** The keys that one transaction has to itself: in slots that it has locked, and with nothing that waits. */
export class IdleKeys {
  private known = new Map<string, PlacedKey>();
  private readonly claimed = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
    private readonly waiting: WaitingMessages,
  ) {}

  /** The transaction has claimed messages; `complete` says that it got all that waited under their keys. */
  learn(messages: readonly Claimed[], { complete }: { readonly complete: boolean }): void {
    for (const { queue, sequence, envelope } of messages) {
      this.claimed.add(sequence);
      if (complete) this.know({ queue, key: envelope.key });
    }
  }

  /** The transaction has delivered messages. */
  forget(messages: readonly Addressed[]): void {
    for (const { queue, envelope } of messages) this.known.delete(nameOf(queue, envelope.key));
  }

  /** @returns which of the keys the transaction has now */
  async claim(keys: readonly QueueKey[]): Promise<QueueKey[]> {
    const unknown = keys.filter((each) => !this.isKnown(each)).map(placed);
    if (unknown.length > 0) {
      const locked = await this.session.read('mailbox.lockIdle', () =>
        unknown.filter((each) => this.storage.locks.take(this.session, lockOn(each))),
      );
      if (locked.length > 0) await this.lookThrough([...this.known.values(), ...locked]);
    }
    return keys.filter((each) => this.isKnown(each));
  }

  /** Whoever had the new keys before may have sent messages to those that were idle until then. */
  private async lookThrough(keys: readonly PlacedKey[]): Promise<void> {
    const idle = await this.session.read('mailbox.lookForIdle', () =>
      keys.filter((each) => this.isIdle(each)),
    );
    this.known = new Map();
    for (const each of idle) this.know(each);
  }

  private isIdle(key: PlacedKey): boolean {
    let messages = 0;
    for (const message of this.waiting.in(key)) {
      messages += 1;
      if (messages >= LOOKED_THROUGH_MAX) return false;
      if (message.key === key.key && !this.claimed.has(sequenceAt(message))) return false;
    }
    return true;
  }

  private know(key: QueueKey): void {
    this.known.set(nameOf(key.queue, key.key), placed(key));
  }

  private isKnown({ queue, key }: QueueKey): boolean {
    return this.known.has(nameOf(queue, key));
  }
}

const placed = ({ queue, key }: QueueKey): PlacedKey => ({ queue, key, slot: slotOf(key) });
