import type { Leased } from '#kernel';
import type { Session, Statement } from '../session.js';
import type { ClaimedRow } from './claimed-row.js';
import { SELECT_FROM_SLOTS, STARTS } from './free-messages.js';

/** What a lease counts that ended without a word, but not at once. */
const SURVIVED = 0.25;

const LEASE: Statement = {
  name: 'mailbox-lease',
  text: `with heads as materialized (
    select distinct on (m.key) m.queue, m.slot, m.sequence, m.key, m.envelope, ${STARTS} > 0 as is_suspect
    ${SELECT_FROM_SLOTS} order by m.key, m.sequence),
  suspect as (select * from heads where is_suspect and $5::boolean order by sequence limit 1),
  wanted as (
    select * from suspect
    union all (select * from heads where not is_suspect and not exists (select 1 from suspect)
      order by sequence limit $3)),
  leased as (
    insert into countersign.blocked_key as b (queue, key, sequence, until, failures, lease_token)
    select queue, key, sequence, now() + $4::float8 * interval '1 millisecond', 0, gen_random_uuid()
    from wanted
    on conflict (queue, key) do update
      set sequence = excluded.sequence, until = excluded.until, lease_token = excluded.lease_token,
        failures = case when b.sequence = excluded.sequence then b.failures else 0 end,
        postponements = case when b.sequence = excluded.sequence then b.postponements else 0 end,
        starts = case when b.sequence = excluded.sequence
          then b.starts + (b.lease_token is not null)::integer else 0 end
      where b.until <= now()
    returning b.queue, b.key, b.failures, b.postponements, b.starts, b.lease_token)
  select h.queue, h.slot, h.sequence::text, h.key, h.envelope, l.failures, l.postponements, l.starts,
    l.lease_token::text
  from leased l join heads h on h.queue = l.queue and h.key = l.key order by h.sequence`,
};

const END_LEASE: Statement = {
  name: 'mailbox-end-lease',
  text: `delete from countersign.blocked_key where queue = $1 and key = $2 and lease_token = $3::uuid`,
};

const SURVIVE: Statement = {
  name: 'mailbox-survive',
  text: `update countersign.blocked_key set starts = starts - 1 + ${SURVIVED}
    where queue = $1 and key = $2 and lease_token = $3::uuid`,
};

const EXTEND: Statement = {
  name: 'mailbox-extend',
  text: `update countersign.blocked_key b set until = now() + $1::float8 * interval '1 millisecond'
    from unnest($2::text[], $3::text[], $4::uuid[]) as l (queue, key, lease_token)
    where b.queue = l.queue and b.key = l.key and b.lease_token = l.lease_token`,
};

const SET_LEASED_ASIDE: Statement = {
  name: 'mailbox-set-leased-aside',
  text: `update countersign.blocked_key
    set until = now() + $4::float8 * interval '1 millisecond', error = $5, lease_token = null, starts = 0,
      failures = failures + $6, postponements = postponements + $7
    where queue = $1 and key = $2 and lease_token = $3::uuid`,
};

/** Why a message stays in its queue: each counts for itself. */
export const FAILURE = { failures: 1, postponements: 0 };
export const PUT_OFF = { failures: 0, postponements: 1 };

export type LeasedRow = ClaimedRow & { lease_token: string };

/** Messages that somebody works on outside a transaction: rows of their keys, with a token that tells whose they are. */
export class MessageLeases {
  constructor(private readonly session: Session) {}

  /** @param slots that this transaction has locked: their queues and numbers */
  take(
    slots: readonly [string[], number[]],
    limit: number,
    leaseMs: number,
    suspects: 'alone' | 'none',
  ): Promise<LeasedRow[]> {
    return this.session.rows(LEASE, [...slots, limit, leaseMs, suspects === 'alone']);
  }

  async survive({ queue, envelope, leaseToken }: Leased): Promise<void> {
    await this.session.run(SURVIVE, [queue, envelope.key, leaseToken]);
  }

  async extend(leased: readonly Leased[], leaseMs: number): Promise<void> {
    if (leased.length === 0) return;
    await this.session.run(EXTEND, [
      leaseMs,
      leased.map((each) => each.queue),
      leased.map((each) => each.envelope.key),
      leased.map((each) => each.leaseToken),
    ]);
  }

  /** @returns how many keys wait now: none when the lease was lost */
  setAside(
    { queue, envelope, leaseToken }: Leased,
    why: string,
    forMs: number,
    { failures, postponements }: typeof FAILURE,
  ): Promise<number> {
    return this.session.run(SET_LEASED_ASIDE, [
      queue,
      envelope.key,
      leaseToken,
      forMs,
      why,
      failures,
      postponements,
    ]);
  }

  /** @returns false when the lease was lost */
  async end({ queue, envelope, leaseToken }: Leased): Promise<boolean> {
    return (await this.session.run(END_LEASE, [queue, envelope.key, leaseToken])) === 1;
  }
}
