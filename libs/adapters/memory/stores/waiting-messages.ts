import type { Claimed } from '#kernel';
import type { Session } from '../engine/session.js';
import type { BlockedKey, MessageRow, Storage } from '../storage.js';
import { startsOf } from './blocked-keys.js';
import { type Slot, sequenceAt } from './slots.js';

/** What waits in the queues, as one transaction sees it. */
export class WaitingMessages {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  /** Messages of a slot, oldest first. */
  in({ queue, slot }: Slot): Generator<MessageRow, void, void> {
    return this.storage.messagesOf(queue).part(slot).seenBy(this.session);
  }

  /** Slots in which anything waits, in the order in which they are given out. */
  busySlots(queues: readonly string[]): Slot[] {
    const { chance } = this.storage;
    const busy: (Slot & { readonly rank: number })[] = [];
    for (const queue of new Set(queues)) {
      for (const [slot, messages] of this.storage.messagesOf(queue).entries()) {
        const [first] = messages.seenBy(this.session);
        if (first) busy.push({ queue, slot, rank: chance?.fraction() ?? first.sequence });
      }
    }
    return busy.toSorted((a, b) => a.rank - b.rank);
  }

  /** The oldest messages of a slot whose keys may go on. */
  freeIn(slot: Slot, limit: number): MessageRow[] {
    const free: MessageRow[] = [];
    for (const message of this.in(slot)) {
      if (free.length >= limit) break;
      if (!this.isBlocked(message)) free.push(message);
    }
    return free;
  }

  isBlocked({ queue, key }: { readonly queue: string; readonly key: string }): boolean {
    return (this.blocked(queue, key)?.until ?? 0) > this.session.now;
  }

  blocked(queue: string, key: string): BlockedKey | undefined {
    return this.storage.blockedKeys.part(queue).get(this.session, key);
  }

  claimed({ queue, slot, sequence, key, envelope }: MessageRow): Claimed {
    const blocked = this.blocked(queue, key);
    const isOfMessage = blocked?.sequence === sequence;
    return {
      queue,
      sequence: sequenceAt({ slot, sequence }),
      failures: isOfMessage ? blocked.failures : 0,
      postponements: isOfMessage ? blocked.postponements : 0,
      starts: isOfMessage ? startsOf(blocked) : 0,
      envelope: envelope.parse(),
    };
  }

  *all(queues: readonly string[]): Generator<MessageRow, void, void> {
    for (const queue of queues) {
      for (const [, messages] of this.storage.messagesOf(queue).entries()) {
        yield* messages.seenBy(this.session);
      }
    }
  }
}
