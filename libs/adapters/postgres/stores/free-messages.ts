export const FREE_KEY = `not exists (select 1 from countersign.blocked_key b
  where b.queue = m.queue and b.key = m.key and b.until > now())`;

/** Of slots $1 (queues) and $2, at most $3 of each, in their order, and what is known of them from before. */
export const SELECT_FROM_SLOTS = `from unnest($1::text[], $2::smallint[]) as s (queue, slot)
  cross join lateral (
    select m.queue, m.slot, m.sequence, m.key, m.envelope from countersign.message m
    where m.queue = s.queue and m.slot = s.slot and ${FREE_KEY}
    order by m.sequence limit $3) m
  left join countersign.blocked_key b on b.queue = m.queue and b.key = m.key and b.sequence = m.sequence`;

/** Leases that ended without a word. */
export const STARTS = 'coalesce(b.starts + (b.lease_token is not null)::integer, 0)';
