import {
  type Addressed,
  type Backlog,
  type Claimed,
  type ClaimRequest,
  type DeadLetter,
  type Leased,
  type Mailbox,
  type QueueKey,
  type Undeliverable,
} from '#kernel';
import { SLOTS_PER_QUEUE } from '../migrations/initial-schema.js';
import { type Session, type Statement, waitMs } from '../session.js';
import { claimed, type ClaimedRow, problemOf } from './claimed-row.js';
import { type MessageRow, PostgresDeadLetters } from './dead-letters.js';
import { FREE_KEY, SELECT_FROM_SLOTS, STARTS } from './free-messages.js';
import { IdleKeys } from './idle-keys.js';
import { FAILURE, MessageLeases, PUT_OFF } from './message-leases.js';
import { placeOf } from './message-place.js';
import { printable } from './printable.js';
import { BACKLOG, DEPTHS } from './queue-depths.js';

// The slot is a part of the queue that one transaction at a time works on; a key always falls into the same slot.
const IS_FORGOTTEN = `(message_id < (select forgotten_before from countersign.inbox_horizon)
      and substr(message_id::text, 15, 1) = '7')`;

const DELIVER: Statement = {
  name: 'mailbox-deliver',
  text: `with given as materialized (
    select distinct on (queue, message_id) *, ${IS_FORGOTTEN} as is_forgotten
    from unnest($1::text[], $2::uuid[], $3::text[], $4::json[]) with ordinality
      as i (queue, message_id, key, envelope, place)
    order by queue, message_id, place),
  expired as (
    insert into countersign.dead_letter (queue, message_id, reason, detail, failures, envelope)
    select queue, message_id, 'expired', 'Nobody remembers any more whether it was handled', 0, envelope
    from given where is_forgotten order by place),
  input as (select * from given where not is_forgotten),
  fresh as (
    insert into countersign.inbox (queue, message_id) select queue, message_id from input
    on conflict do nothing returning queue, message_id),
  placed as (
    insert into countersign.message (queue, slot, key, message_id, envelope)
    select queue, hashtext(key) & ${SLOTS_PER_QUEUE - 1}, key, message_id, envelope
    from input join fresh using (queue, message_id) order by place
    returning 1)
  select count(*)::integer as placed from placed`,
};

/** A claim takes so many slots where it can: a share of few would leave messages that nobody comes back for at once. */
const SLOTS_MIN = 3;

// Locks end with the transaction, also when its process dies. Taken in a statement of its own, so that the next one
// sees what the previous owner has committed.
const LOCK_SLOTS: Statement = {
  name: 'mailbox-lock-slots',
  text: `with busy as materialized (
    select q.queue, s.slot
    from unnest($1::text[]) as q (queue) cross join generate_series(0, ${SLOTS_PER_QUEUE - 1}) as s (slot)
    cross join lateral (
      select 1 from countersign.message m where m.queue = q.queue and m.slot = s.slot limit 1) as any_message),
  shuffled as materialized (select queue, slot from busy order by random()),
  locked as materialized (
    select queue, slot from shuffled where pg_try_advisory_xact_lock(hashtext(queue), slot)
    limit (select greatest(ceil(count(*) * $2::float8), ${SLOTS_MIN})::integer from busy))
  select queue, slot, extract(epoch from now()) * 1000 as now from locked`,
};

/** When what waits is in the hands of another transaction: about as long as one takes. */
const CONTENDED_MS = 5;

const CLAIM: Statement = {
  name: 'mailbox-claim',
  text: `select m.queue, m.slot, m.sequence::text, m.key, m.envelope, coalesce(b.failures, 0) as failures,
      coalesce(b.postponements, 0) as postponements,
      ${STARTS} as starts
    ${SELECT_FROM_SLOTS} order by m.sequence limit $3`,
};

const COMPLETE: Statement = {
  name: 'mailbox-complete',
  text: `delete from countersign.message m
    using unnest($1::text[], $2::smallint[], $3::bigint[]) as c (queue, slot, sequence)
    where m.queue = c.queue and m.slot = c.slot and m.sequence = c.sequence`,
};

const UNBLOCK: Statement = {
  name: 'mailbox-unblock',
  text: `delete from countersign.blocked_key b
    using unnest($1::text[], $2::text[], $3::bigint[]) as k (queue, key, sequence)
    where b.queue = k.queue and b.key = k.key and b.sequence = k.sequence`,
};

// The lock on the message tells whether it is still there: it may be out of the hands of whoever sets it aside.
const SET_ASIDE: Statement = {
  name: 'mailbox-set-aside',
  text: `with message as materialized (
    select queue, key, sequence from countersign.message
    where queue = $1 and slot = $2 and sequence = $3 for update)
  insert into countersign.blocked_key as b (queue, key, sequence, until, error, failures, postponements)
  select queue, key, sequence, now() + $4::float8 * interval '1 millisecond', $5, $6, $7 from message
  on conflict (queue, key) do update
    set sequence = excluded.sequence, until = excluded.until, error = excluded.error, lease_token = null, starts = 0,
      failures = case when b.sequence = excluded.sequence then b.failures else 0 end + excluded.failures,
      postponements = case when b.sequence = excluded.sequence then b.postponements else 0 end
        + excluded.postponements
    where b.lease_token is null or b.until <= now()`,
};

const NEXT_RETRY: Statement = {
  name: 'mailbox-next-retry',
  text: `select case
      when exists (select 1 from countersign.message m where m.queue = any($1) and ${FREE_KEY}) then ${CONTENDED_MS}
      else (select extract(epoch from min(until) - clock_timestamp()) * 1000
        from countersign.blocked_key where queue = any($1) and until > now())
    end as wait`,
};

const GONE = 'A message is gone, or leased by another';

export class PostgresMailbox implements Mailbox {
  private readonly idleKeys: IdleKeys;
  private readonly letters: PostgresDeadLetters;
  private readonly leases: MessageLeases;

  constructor(private readonly session: Session) {
    this.idleKeys = new IdleKeys(session);
    this.letters = new PostgresDeadLetters(session);
    this.leases = new MessageLeases(session);
  }

  async deliver(messages: readonly Addressed[]): Promise<number> {
    if (messages.length === 0) return 0;
    const [row] = await this.session.rows<{ placed: number }>(DELIVER, [
      messages.map((each) => each.queue),
      messages.map((each) => each.envelope.id),
      messages.map((each) => each.envelope.key),
      messages.map((each) => JSON.stringify(each.envelope)),
    ]);
    for (const { queue } of messages) this.session.delivered.add(queue);
    this.idleKeys.forget(messages);
    return row?.placed ?? 0;
  }

  async claim(request: ClaimRequest): Promise<Claimed[]> {
    const slots = await this.lockSlots(request.queues, request.share);
    if (!slots) return [];
    const rows = await this.session.rows<ClaimedRow>(CLAIM, [...slots, request.limit]);
    const messages = (await this.envelopesOf(rows)).map(claimed);
    this.idleKeys.learn(messages, { complete: rows.length < request.limit });
    return messages;
  }

  claimIdle(keys: readonly QueueKey[]): Promise<QueueKey[]> {
    return this.idleKeys.claim(keys);
  }

  async complete(messages: readonly Claimed[]): Promise<void> {
    if (messages.length === 0) return;
    if ((await this.remove(messages)) !== messages.length) this.session.refuse(GONE);
    await this.unblock(
      messages.filter(({ failures, postponements, starts }) => failures + postponements + starts > 0),
    );
  }

  async lease(
    queue: string,
    limit: number,
    leaseMs: number,
    suspects: 'alone' | 'none' = 'alone',
  ): Promise<Leased[]> {
    const slots = await this.lockSlots([queue], 1);
    if (!slots) return [];
    const rows = await this.leases.take(slots, limit, leaseMs, suspects);
    const envelopes = await this.envelopesOf(rows);
    return envelopes.map((row) => ({ ...claimed(row), leaseToken: row.lease_token }));
  }

  async completeLeased(leased: Leased): Promise<boolean> {
    return (await this.leases.end(leased)) && (await this.remove([leased])) === 1;
  }

  survive(leased: Leased): Promise<void> {
    return this.leases.survive(leased);
  }

  extendLeases(leased: readonly Leased[], leaseMs: number): Promise<void> {
    return this.leases.extend(leased, leaseMs);
  }

  fail(message: Claimed | Leased, error: string, retryInMs: number): Promise<void> {
    return this.setAside(message, error, retryInMs, FAILURE);
  }

  postpone(message: Claimed | Leased, why: string, forMs: number): Promise<void> {
    return this.setAside(message, why, forMs, PUT_OFF);
  }

  async bury(message: Claimed | Leased, reason: string, detail: string): Promise<string> {
    const { queue, failures } = message;
    if ('leaseToken' in message && !(await this.leases.end(message))) this.session.refuse(GONE);
    return this.buryRow({ queue, ...placeOf(message), failures }, reason, detail);
  }

  deliverDead(undeliverable: readonly Undeliverable[]): Promise<void> {
    return this.letters.deliver(undeliverable);
  }

  async nextRetryInMs(queues: readonly string[]): Promise<number | undefined> {
    const [row] = await this.session.rows<{ wait: string | null }>(NEXT_RETRY, [queues]);
    return waitMs(row?.wait);
  }

  deadLetters(limit: number, which?: 'all' | 'open'): Promise<DeadLetter[]> {
    return this.letters.newest(limit, which);
  }

  async backlog(queues: readonly string[], countMax: number): Promise<Backlog> {
    const [row] = await this.session.rows<Backlog>(BACKLOG, [queues, countMax]);
    return row ?? { waiting: 0, oldestMs: 0 };
  }

  async depths(): Promise<{ queue: string; waiting: number; oldestMs: number }[]> {
    return this.session.rows(DEPTHS);
  }

  private async lockSlots(
    queues: readonly string[],
    share: number,
  ): Promise<[string[], number[]] | undefined> {
    const slots = await this.session.rows<{ queue: string; slot: number; now: string }>(LOCK_SLOTS, [
      queues,
      share,
    ]);
    if (slots.length === 0) return undefined;
    this.session.learnTime(slots[0]?.now);
    return [slots.map((each) => each.queue), slots.map((each) => each.slot)];
  }

  /** Whoever works with what is no envelope fails in ways that harm others, so nobody is given it. */
  private async envelopesOf<R extends ClaimedRow>(rows: readonly R[]): Promise<R[]> {
    const envelopes: R[] = [];
    for (const row of rows) {
      const problem = problemOf(row);
      if (problem === undefined) envelopes.push(row);
      else await this.buryRow(row, 'not-an-envelope', problem);
    }
    return envelopes;
  }

  private async buryRow(row: MessageRow, reason: string, detail: string): Promise<string> {
    return (await this.letters.bury(row, reason, detail)) ?? this.session.refuse(GONE);
  }

  private async setAside(
    message: Claimed | Leased,
    why: string,
    forMs: number,
    counts: typeof FAILURE,
  ): Promise<void> {
    const kept =
      'leaseToken' in message
        ? await this.leases.setAside(message, printable(why), forMs, counts)
        : await this.setClaimedAside(message, printable(why), forMs, counts);
    if (kept === 0) this.session.refuse(GONE);
  }

  private setClaimedAside(
    message: Claimed,
    why: string,
    forMs: number,
    { failures, postponements }: typeof FAILURE,
  ): Promise<number> {
    const { slot, sequence } = placeOf(message);
    return this.session.run(SET_ASIDE, [message.queue, slot, sequence, forMs, why, failures, postponements]);
  }

  /** @returns how many of them were still there */
  private remove(messages: readonly Claimed[]): Promise<number> {
    return this.session.run(COMPLETE, [
      messages.map((each) => each.queue),
      messages.map((each) => placeOf(each).slot),
      messages.map((each) => placeOf(each).sequence),
    ]);
  }

  private async unblock(messages: readonly Claimed[]): Promise<void> {
    if (messages.length === 0) return;
    await this.session.run(UNBLOCK, [
      messages.map((each) => each.queue),
      messages.map((each) => each.envelope.key),
      messages.map((each) => placeOf(each).sequence),
    ]);
  }
}
