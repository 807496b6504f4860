import type { Claimed, Leased } from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { BlockedKey, MessageRow, Storage } from '../storage.js';
import { messagePlace } from './slots.js';

/** A lease, and how many of the same message have ended without a word. */
export interface NewLease {
  readonly leaseToken: string;
  readonly starts: number;
}

/** How often a message has failed and was put off: each counts for itself. */
export type Counts = Pick<BlockedKey, 'failures' | 'postponements'>;

/** Keys that wait for a retry, or for whoever works on them outside a transaction. */
export class BlockedKeys {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  /** @returns the token of the lease and how many ended before, undefined when the key has been leased by another meanwhile */
  *lease({ queue, key, sequence }: MessageRow, leaseMs: number): Statement<NewLease | undefined> {
    const known = yield* this.part(queue).latest(this.session, key);
    if (known && known.until > this.session.now) {
      this.write(queue, known);
      return undefined;
    }
    const leaseToken = `lease-${this.storage.nextNumber()}`;
    const until = this.session.now + leaseMs;
    const starts = known?.sequence === sequence ? startsOf(known) : 0;
    this.write(queue, { key, sequence, until, ...countsOf(known, sequence), starts, leaseToken });
    return { leaseToken, starts };
  }

  /** @returns false while the key is leased by another */
  *setAside({ queue, key, sequence }: MessageRow, forMs: number, more: Counts): Statement<boolean> {
    const known = yield* this.part(queue).latest(this.session, key);
    if (known?.leaseToken !== undefined && known.until > this.session.now) {
      this.write(queue, known);
      return false;
    }
    const until = this.session.now + forMs;
    const counts = added(countsOf(known, sequence), more);
    this.write(queue, { key, sequence, until, ...counts, starts: 0, leaseToken: undefined });
    return true;
  }

  /** @returns false when the lease was lost */
  *setLeasedAside(leased: Leased, forMs: number, more: Counts): Statement<boolean> {
    const known = yield* this.held(leased);
    if (!known) return false;
    const until = this.session.now + forMs;
    this.write(leased.queue, { ...known, until, ...added(known, more), starts: 0, leaseToken: undefined });
    return true;
  }

  /** @returns false when the lease was lost */
  *endLease(leased: Leased): Statement<boolean> {
    const known = yield* this.held(leased);
    if (!known) return false;
    this.part(leased.queue).write(this.session, known.key, undefined);
    return true;
  }

  *survive(leased: Leased): Statement<void> {
    const known = yield* this.held(leased);
    if (known) this.write(leased.queue, { ...known, starts: known.starts - 1 + SURVIVED });
  }

  *extend(leased: readonly Leased[], leaseMs: number): Statement<void> {
    for (const each of leased) {
      const known = yield* this.held(each);
      if (!known) continue;
      const until = this.session.now + leaseMs;
      this.write(each.queue, { ...known, until });
    }
  }

  *unblock(messages: readonly Claimed[]): Statement<void> {
    for (const message of messages) {
      const { key } = message.envelope;
      const { sequence } = messagePlace(message);
      const part = this.part(message.queue);
      if (part.get(this.session, key)?.sequence !== sequence) continue;
      const known = yield* part.latest(this.session, key);
      if (known?.sequence === sequence) part.write(this.session, key, undefined);
    }
  }

  /** When the first of those keys that still wait may go on. */
  firstEnd(queues: readonly string[]): number | undefined {
    const times = queues
      .flatMap((queue) => [...this.part(queue).seenBy(this.session)])
      .map(({ until }) => until)
      .filter((until) => until > this.session.now);
    return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
  }

  private *held({ queue, envelope, leaseToken }: Leased): Statement<BlockedKey | undefined> {
    const part = this.part(queue);
    if (part.get(this.session, envelope.key)?.leaseToken !== leaseToken) return undefined;
    const known = yield* part.latest(this.session, envelope.key);
    return known?.leaseToken === leaseToken ? known : undefined;
  }

  private write(queue: string, blocked: BlockedKey): void {
    this.part(queue).write(this.session, blocked.key, blocked);
  }

  private part(queue: string) {
    return this.storage.blockedKeys.part(queue);
  }
}

/** What a lease counts that ended without a word, but not at once. */
const SURVIVED = 0.25;

/** One more than were counted, when the lease that is there has ended. */
export const startsOf = ({ starts, leaseToken }: BlockedKey): number =>
  leaseToken === undefined ? starts : starts + 1;

/** What is counted of a message is forgotten when another one of its key blocks it. */
function countsOf(known: BlockedKey | undefined, sequence: number): Counts {
  const { failures, postponements } = known?.sequence === sequence ? known : NONE;
  return { failures, postponements };
}

const added = (counts: Counts, more: Counts): Counts => ({
  failures: counts.failures + more.failures,
  postponements: counts.postponements + more.postponements,
});

const NONE: Counts = { failures: 0, postponements: 0 };
