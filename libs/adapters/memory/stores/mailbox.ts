import type {
  Addressed,
  Backlog,
  Claimed,
  ClaimRequest,
  DeadLetter,
  Envelope,
  Leased,
  Mailbox,
  QueueKey,
  Undeliverable,
} from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { MessageRow, Storage } from '../storage.js';
import { BlockedKeys, type Counts } from './blocked-keys.js';
import { MemoryDeadLetters } from './dead-letters.js';
import { IdleKeys } from './idle-keys.js';
import { Json, nameOf } from './json.js';
import { isOlder } from './retention.js';
import { lockOn, messagePlace, type Slot, slotOf } from './slots.js';
import { WaitingMessages } from './waiting-messages.js';

/** A claim takes so many slots where it can. */
const SLOTS_MIN = 3;

/** When what waits is in the hands of another transaction: about as long as one takes. */
const CONTENDED_MS = 5;

const GONE = 'A message is gone, or leased by another';

/** Works as the mailbox in PostgreSQL does: queues in slots that a transaction locks, and keys that wait. */
export class MemoryMailbox implements Mailbox {
  private readonly waiting: WaitingMessages;
  private readonly blocked: BlockedKeys;
  private readonly idleKeys: IdleKeys;
  private readonly letters: MemoryDeadLetters;

  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {
    this.waiting = new WaitingMessages(session, storage);
    this.blocked = new BlockedKeys(session, storage);
    this.letters = new MemoryDeadLetters(session, storage);
    this.idleKeys = new IdleKeys(session, storage, this.waiting);
  }

  async deliver(messages: readonly Addressed[]): Promise<number> {
    if (messages.length === 0) return 0;
    const rows = messages.map(({ queue, envelope }) => ({
      queue,
      id: envelope.id,
      key: envelope.key,
      envelope: new Json(envelope),
    }));
    const placed = await this.session.run('mailbox.deliver', () => this.place(rows));
    for (const { queue } of messages) this.session.delivered.add(queue);
    this.idleKeys.forget(messages);
    return placed;
  }

  async claim({ queues, limit, share }: ClaimRequest): Promise<Claimed[]> {
    const slots = await this.lockSlots(queues, share);
    if (slots.length === 0) return [];
    const messages = await this.session.read('mailbox.claim', () =>
      slots
        .flatMap((slot) => this.waiting.freeIn(slot, limit))
        .toSorted((a, b) => a.sequence - b.sequence)
        .slice(0, limit)
        .map((message) => this.waiting.claimed(message)),
    );
    this.idleKeys.learn(messages, { complete: messages.length < limit });
    return messages;
  }

  claimIdle(keys: readonly QueueKey[]): Promise<QueueKey[]> {
    return this.idleKeys.claim(keys);
  }

  async complete(messages: readonly Claimed[]): Promise<void> {
    if (messages.length === 0) return;
    if ((await this.remove(messages)) !== messages.length) this.session.refuse(GONE);
    const failed = messages.filter(
      ({ failures, postponements, starts }) => failures + postponements + starts > 0,
    );
    if (failed.length > 0) await this.session.run('mailbox.unblock', () => this.blocked.unblock(failed));
  }

  async lease(
    queue: string,
    limit: number,
    leaseMs: number,
    suspects: 'alone' | 'none' = 'alone',
  ): Promise<Leased[]> {
    const slots = await this.lockSlots([queue], 1);
    if (slots.length === 0) return [];
    return this.session.run('mailbox.lease', () => this.leaseHeads(slots, limit, leaseMs, suspects));
  }

  async completeLeased(leased: Leased): Promise<boolean> {
    return (await this.endLease(leased)) && (await this.remove([leased])) === 1;
  }

  async survive(leased: Leased): Promise<void> {
    await this.session.run('mailbox.survive', () => this.blocked.survive(leased));
  }

  async extendLeases(leased: readonly Leased[], leaseMs: number): Promise<void> {
    if (leased.length === 0) return;
    await this.session.run('mailbox.extend', () => this.blocked.extend(leased, leaseMs));
  }

  fail(message: Claimed | Leased, _error: string, retryInMs: number): Promise<void> {
    return this.setAside(message, retryInMs, { failures: 1, postponements: 0 });
  }

  postpone(message: Claimed | Leased, _why: string, forMs: number): Promise<void> {
    return this.setAside(message, forMs, { failures: 0, postponements: 1 });
  }

  async bury(message: Claimed | Leased, reason: string, detail: string): Promise<string> {
    if ('leaseToken' in message && !(await this.endLease(message))) this.session.refuse(GONE);
    await this.complete([message]);
    const { queue, failures, envelope } = message;
    const letter = new Json({ queue, reason, detail, failures, envelope });
    return this.session.read('mailbox.bury', () => this.letters.put(letter.parse()));
  }

  async deliverDead(undeliverable: readonly Undeliverable[]): Promise<void> {
    if (undeliverable.length === 0) return;
    const letters = undeliverable.map((each) => new Json(each).parse());
    await this.session.run('mailbox.deliverDead', () => this.placeDead(letters));
  }

  nextRetryInMs(queues: readonly string[]): Promise<number | undefined> {
    return this.session.read('mailbox.nextRetryInMs', () => {
      for (const message of this.waiting.all(queues)) {
        if (!this.waiting.isBlocked(message)) return CONTENDED_MS;
      }
      const until = this.blocked.firstEnd(queues);
      return until === undefined ? undefined : Math.max(0, Math.ceil(until - this.session.clock.now()));
    });
  }

  deadLetters(limit: number, which?: 'all' | 'open'): Promise<DeadLetter[]> {
    return this.letters.newest(limit, which);
  }

  backlog(queues: readonly string[], countMax: number): Promise<Backlog> {
    return this.session.read('mailbox.backlog', () => {
      const now = this.session.clock.now();
      const counted = [...this.waiting.all(queues)].length;
      const ages = queues.flatMap((queue) => {
        const blocked = new Set(
          [...this.storage.blockedKeys.part(queue).seenBy(this.session)].map(({ key }) => key),
        );
        const free = [...this.waiting.all([queue])].filter((message) => !blocked.has(message.key));
        return free.map(({ deliveredAt }) => now - deliveredAt);
      });
      return { waiting: Math.min(counted, countMax), oldestMs: ages.reduce((a, b) => Math.max(a, b), 0) };
    });
  }

  depths(): Promise<{ queue: string; waiting: number; oldestMs: number }[]> {
    return this.session.read('mailbox.depths', () =>
      this.storage.queueNames.flatMap((queue) => {
        const times = [...this.waiting.all([queue])].map(({ deliveredAt }) => deliveredAt);
        if (times.length === 0) return [];
        const oldest = times.reduce((a, b) => Math.min(a, b));
        return [{ queue, waiting: times.length, oldestMs: this.session.clock.now() - oldest }];
      }),
    );
  }

  private lockSlots(queues: readonly string[], share: number): Promise<Slot[]> {
    return this.session.read('mailbox.lockSlots', () => {
      const busy = this.waiting.busySlots(queues);
      const wanted = Math.max(Math.ceil(busy.length * share), SLOTS_MIN);
      const locked: Slot[] = [];
      for (const slot of busy) {
        if (locked.length === wanted) break;
        if (this.storage.locks.take(this.session, lockOn(slot))) locked.push(slot);
      }
      return locked;
    });
  }

  private *place(messages: readonly NewMessage[]): Statement<number> {
    const horizon = this.storage.inboxHorizon.get(this.session, 'all') ?? 0;
    const forgotten = messages.filter(({ id }) => isOlder(id, horizon));
    for (const each of forgotten) this.letters.put(expired(each));
    const fresh = yield* this.receive(messages.filter((each) => !forgotten.includes(each)));
    for (const { queue, key, envelope } of fresh) {
      const sequence = this.storage.nextNumber();
      const slot = slotOf(key);
      const row = { queue, slot, sequence, key, deliveredAt: this.session.now, envelope };
      this.storage.messagesOf(queue).part(slot).write(this.session, sequence, row);
    }
    return fresh.length;
  }

  private *placeDead(letters: readonly Undeliverable[]): Statement<void> {
    for (const { queue, reason, detail, raw } of yield* this.receive(letters)) {
      this.letters.put({ queue, reason, detail, failures: 0, envelope: raw });
    }
  }

  /** Remembers messages, always in the same order, so that two who deliver the same ones do not wait for each other. @returns those that are new, as they came */
  private *receive<M extends { readonly queue: string; readonly id: string }>(
    messages: readonly M[],
  ): Statement<M[]> {
    const byName = new Map<string, M>();
    for (const message of messages) {
      const name = nameOf(message.queue, message.id);
      if (!byName.has(name)) byName.set(name, message);
    }
    const fresh = new Set<M>();
    for (const [name, message] of [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (yield* this.storage.inbox.latest(this.session, name)) continue;
      this.storage.inbox.write(this.session, name, { queue: message.queue, messageId: message.id });
      fresh.add(message);
    }
    return messages.filter((message) => fresh.has(message));
  }

  private *leaseHeads(
    slots: readonly Slot[],
    limit: number,
    leaseMs: number,
    suspects: 'alone' | 'none',
  ): Statement<Leased[]> {
    const heads = new Map<string, MessageRow>();
    for (const slot of slots) {
      for (const message of this.waiting.freeIn(slot, limit)) {
        if (!heads.has(message.key)) heads.set(message.key, message);
      }
    }
    const inOrder = [...heads.values()].toSorted((a, b) => a.sequence - b.sequence);
    const isSuspect = (message: MessageRow) => this.waiting.claimed(message).starts > 0;
    const suspect = suspects === 'alone' ? inOrder.find(isSuspect) : undefined;
    const untried = inOrder.filter((message) => !isSuspect(message));
    const leased: Leased[] = [];
    for (const message of suspect ? [suspect] : untried.slice(0, limit)) {
      const lease = yield* this.blocked.lease(message, leaseMs);
      if (lease) leased.push({ ...this.waiting.claimed(message), ...lease });
    }
    return leased;
  }

  private async setAside(message: Claimed | Leased, forMs: number, more: Counts): Promise<void> {
    const isKept = await this.session.run('mailbox.setAside', () =>
      'leaseToken' in message
        ? this.blocked.setLeasedAside(message, forMs, more)
        : this.setClaimedAside(message, forMs, more),
    );
    if (!isKept) this.session.refuse(GONE);
  }

  private *setClaimedAside(message: Claimed, forMs: number, more: Counts): Statement<boolean> {
    const { slot, sequence } = messagePlace(message);
    const messages = this.storage.messagesOf(message.queue).part(slot);
    const row = yield* messages.latestSeen(this.session, sequence);
    if (!row) return false;
    messages.write(this.session, sequence, row);
    return yield* this.blocked.setAside(row, forMs, more);
  }

  private endLease(leased: Leased): Promise<boolean> {
    return this.session.run('mailbox.endLease', () => this.blocked.endLease(leased));
  }

  /** @returns how many of them were still there */
  private remove(messages: readonly Claimed[]): Promise<number> {
    return this.session.run('mailbox.complete', () => this.removeRows(messages));
  }

  private *removeRows(claimed: readonly Claimed[]): Statement<number> {
    let removed = 0;
    for (const message of claimed) {
      const { slot, sequence } = messagePlace(message);
      const messages = this.storage.messagesOf(message.queue).part(slot);
      if (!(yield* messages.latestSeen(this.session, sequence))) continue;
      messages.write(this.session, sequence, undefined);
      removed += 1;
    }
    return removed;
  }
}

interface NewMessage {
  readonly queue: string;
  readonly id: string;
  readonly key: string;
  readonly envelope: Json<Envelope>;
}

const expired = ({ queue, envelope }: NewMessage) => ({
  queue,
  reason: 'expired',
  detail: 'Nobody remembers any more whether it was handled',
  failures: 0,
  envelope: envelope.parse(),
});
