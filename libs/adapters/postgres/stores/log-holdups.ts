import type { Statement } from '../session.js';

// A transaction has an id once it has written. Of an unused replication slot only newer servers say since when.
export const LOG_HOLDUPS: Statement = {
  name: 'event-log-holdups',
  text: `with held as (
    select xact_start as since, format('process %s of %s in the database %s, application %s, %s',
      pid, usename, datname, coalesce(nullif(application_name, ''), 'unnamed'), state) as who
    from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid()
    union all
    select prepared, format('prepared transaction %s of %s in the database %s', gid, owner, database)
    from pg_prepared_xacts
    union all
    select (to_jsonb(s) ->> 'inactive_since')::timestamptz, format('replication slot %s', slot_name)
    from pg_replication_slots s where not active and (xmin is not null or catalog_xmin is not null))
  select who, greatest(extract(epoch from clock_timestamp() - since) * 1000, 0)::float8 as "ageMs"
  from held where since is not null order by since limit $1`,
};
