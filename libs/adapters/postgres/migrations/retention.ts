import type { MigrationInterface, QueryRunner } from 'typeorm';

// UUIDs of version 7 begin with their time, so a part of the inbox holds what was sent in one week, and forgetting a week is to
// drop a table. Other ids, and what there was before, are in the default part. Weeks begin on Monday in UTC.
const SCHEMA = `
create function countersign.uuid7_at(at timestamptz) returns uuid language sql immutable parallel safe
  return (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid;
create function countersign.week_of(at timestamptz) returns timestamptz language sql immutable parallel safe
  return date_trunc('week', at at time zone 'UTC') at time zone 'UTC';

alter table countersign.inbox rename to inbox_default;
alter index countersign.inbox_pkey rename to inbox_default_pkey;
create table countersign.inbox (
  queue text collate "C" not null,
  message_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (queue, message_id)
) partition by range (message_id);
alter table countersign.inbox attach partition countersign.inbox_default default;

-- Messages with older ids of version 7 are no longer remembered.
create table countersign.inbox_horizon (
  is_only boolean primary key default true check (is_only),
  forgotten_before uuid not null
);
insert into countersign.inbox_horizon values (true, '00000000-0000-0000-0000-000000000000');

-- How far tasks have got that go through a table again and again.
create table countersign.retention (task text primary key, reached timestamptz not null);

create function countersign.inbox_make_room(weeks_ahead integer) returns void language plpgsql as $$
declare
  week timestamptz;
  part text;
begin
  for ahead in 0..weeks_ahead loop
    week := countersign.week_of(now() + ahead * interval '7 days');
    part := 'inbox_' || to_char(week at time zone 'UTC', 'YYYYMMDD');
    continue when to_regclass('countersign.' || part) is not null;
    lock table countersign.inbox in share row exclusive mode;
    execute format('create table countersign.%I (like countersign.inbox including all)', part);
    execute format('with moved as (
        delete from countersign.inbox_default where message_id >= %L and message_id < %L returning *)
      insert into countersign.%I select * from moved',
      countersign.uuid7_at(week), countersign.uuid7_at(week + interval '7 days'), part);
    execute format('alter table countersign.inbox attach partition countersign.%I for values from (%L) to (%L)',
      part, countersign.uuid7_at(week), countersign.uuid7_at(week + interval '7 days'));
  end loop;
end $$;

-- Whoever delivers meanwhile waits for the lock, and then sees the new horizon: none slips in between.
create function countersign.inbox_forget(age interval) returns boolean language plpgsql as $$
declare
  until timestamptz := countersign.week_of(now() - age);
  part text;
begin
  if (select forgotten_before from countersign.inbox_horizon) >= countersign.uuid7_at(until) then
    return false;
  end if;
  lock table countersign.inbox in share row exclusive mode;
  update countersign.inbox_horizon set forgotten_before = countersign.uuid7_at(until);
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'countersign.inbox'::regclass and c.relname ~ '^inbox_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') < until at time zone 'UTC'
  loop
    execute format('drop table countersign.%I', part);
  end loop;
  delete from countersign.inbox_default
    where message_id < countersign.uuid7_at(until) and substr(message_id::text, 15, 1) = '7';
  return true;
end $$;

select countersign.inbox_make_room(2);
`;

export class Retention1763900300000 implements MigrationInterface {
  readonly name = 'Retention1763900300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEMA);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table countersign.inbox_before (like countersign.inbox including all);
      insert into countersign.inbox_before select * from countersign.inbox;
      drop table countersign.inbox;
      alter table countersign.inbox_before rename to inbox;
      alter index countersign.inbox_before_pkey rename to inbox_pkey;
      drop table countersign.inbox_horizon, countersign.retention;
      drop function countersign.inbox_make_room, countersign.inbox_forget, countersign.uuid7_at, countersign.week_of`);
  }
}
