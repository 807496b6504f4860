import { SLOTS_PER_QUEUE } from '../migrations/initial-schema.js';
import type { Statement } from '../session.js';

// The first messages of each slot, of which one is the oldest that nothing holds back, unless all of them are held back.
export const BACKLOG: Statement = {
  name: 'mailbox-backlog',
  text: `with heads as materialized (
    select m.queue, m.key, m.delivered_at
    from unnest($1::text[]) as q (queue) cross join generate_series(0, ${SLOTS_PER_QUEUE - 1}) as s (slot)
    cross join lateral (
      select m.queue, m.key, m.delivered_at from countersign.message m
      where m.queue = q.queue and m.slot = s.slot order by m.sequence limit 20) m)
  select
    (select count(*) from (
      select from countersign.message m where m.queue = any($1) limit $2) counted)::integer as waiting,
    coalesce((select extract(epoch from clock_timestamp() - min(h.delivered_at)) * 1000 from heads h
      where not exists (select 1 from countersign.blocked_key b
        where b.queue = h.queue and b.key = h.key))::float8, 0) as "oldestMs"`,
};

export const DEPTHS: Statement = {
  name: 'mailbox-depths',
  isLong: true,
  text: `select queue, count(*)::integer as waiting,
      (extract(epoch from clock_timestamp() - min(delivered_at)) * 1000)::float8 as "oldestMs"
    from countersign.message group by queue`,
};
