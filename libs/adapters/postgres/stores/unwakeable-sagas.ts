import type { Statement } from '../session.js';

const LEADS_TO = `select envelope ->> 'saga', envelope ->> 'key' from source where envelope ->> 'saga' is not null
    union all select envelope #>> '{replyTo,saga}', envelope #>> '{replyTo,key}' from source
    where envelope #>> '{replyTo,key}' is not null`;

const leadsTo = (table: string): string => LEADS_TO.replaceAll('source', table);

// One statement, so one moment: a message leaves its queue in the transaction that writes what comes of it. Queues are looked
// through only when there is a saga to ask about.
export const UNWAKEABLE: Statement = {
  name: 'saga-unwakeable',
  isLong: true,
  text: `with unchanged as materialized (
    select s.saga, s.key, s.instance, s.updated_at from countersign.saga s
    where s.status not in ('completed', 'compensated') and s.status in ('running', 'compensating')
      and s.saga = any($1) and s.updated_at <= clock_timestamp() - $2::float8 * interval '1 millisecond'
      and not jsonb_path_exists(s.instance,
        '$.pending[*] ? (@.kind == "event" || @.kind == "person" || @.kind == "operator")')
      and not exists (select 1 from countersign.timer t where t.saga = s.saga and t.key = s.key)
    order by s.updated_at limit 1000)
  select instance from unchanged where (saga, key) not in (
    ${leadsTo('countersign.message')} union all ${leadsTo('countersign.outbox')})
  order by updated_at limit $3`,
};
