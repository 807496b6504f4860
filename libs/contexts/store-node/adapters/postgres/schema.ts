/** In their order; one that has been released is never edited. */
export const MIGRATIONS: readonly string[] = [
  `
create schema store_node;

-- Facts of all stores. What is the node's own is kept for ever, what others said until a standing contains it.
create table store_node.fact (
  author uuid not null,
  seq integer not null,
  card uuid,
  is_own boolean not null,
  -- What an optimistic card took beyond its allowances.
  optimistic bigint not null,
  fact text not null,
  primary key (author, seq)
);
create index fact_of_card on store_node.fact (card) where card is not null;

create table store_node.request (
  till text collate "C" not null,
  request_id text collate "C" not null,
  record text not null,
  primary key (till, request_id)
);

-- Holds, and what was taken: what can still be ended or undone.
create table store_node.business (
  fact_id text collate "C" primary key,
  -- Set as long as it is a hold that is live.
  expires_at_ms bigint,
  business text not null
);
create index hold_expiry on store_node.business (expires_at_ms) where expires_at_ms is not null;

create table store_node.standing (
  card uuid primary key,
  version integer not null,
  frontier jsonb not null,
  -- Whether it lists an allowance of this store.
  is_set_aside boolean not null,
  standing text not null
);
create index set_aside on store_node.standing (card) where is_set_aside;

create table store_node.hot_card (
  card uuid not null,
  block_id text collate "C" not null,
  notice text not null,
  primary key (card, block_id)
);

-- Millions of rows: narrow ones.
create table store_node.listed (
  balance bigint not null,
  card uuid primary key,
  currency char(3) not null,
  status "char" not null
);

create table store_node.value (
  name text primary key,
  value text not null
) with (fillfactor = 20);
`,
  `
-- Since when the store knows of each of its allowances: once one value, which was written anew whenever one came.
create table store_node.lease (
  allowance uuid primary key,
  era integer not null,
  ms bigint not null
);
insert into store_node.lease
select each.key::uuid, case when each.value is null then 0 else 1 end, coalesce(each.value::bigint, 0)
from store_node.value v, json_each_text(v.value::json) as each where v.name = 'leases';

-- Those that it lists for this store.
alter table store_node.standing add column allowances uuid[] not null default '{}';
update store_node.standing s set allowances = array(
  select (allowance ->> 'id')::uuid from json_array_elements(s.standing::json -> 'allowances') as allowance
  where allowance ->> 'storeId' = (select value::json ->> 'storeId' from store_node.value where name = 'identity')
) where s.is_set_aside;

-- Moments are by the store's own clock, which goes on from the monotonic one as it stood last. A hold once ended by the wall clock.
update store_node.business b set expires_at_ms = b.expires_at_ms - clock.ahead_ms,
  business = jsonb_set(b.business::jsonb, '{expiresAtMs}', to_jsonb(b.expires_at_ms - clock.ahead_ms))::text
from (
  select (value::json ->> 'wallMs')::bigint - (value::json ->> 'monotonicMs')::bigint as ahead_ms
  from store_node.value where name = 'clock'
) as clock
where b.expires_at_ms is not null;

delete from store_node.value where name = 'leases' or (name = 'heard' and value::json ->> 'monotonicMs' is null);
update store_node.value set value = (case name
  when 'clock' then json_build_object('wallMs', value::json -> 'wallMs', 'era', 1, 'ms', value::json -> 'monotonicMs')
  when 'heard' then json_build_object('era', 1, 'ms', value::json -> 'monotonicMs')
  else json_build_object(
    'at', value::json -> 'at',
    'asOf', case when value::json ->> 'asOfMs' is not null
      then json_build_object('era', 1, 'ms', value::json -> 'asOfMs') end,
    'readingSince', case when value::json ->> 'readingSinceMs' is not null
      then json_build_object('era', 1, 'ms', value::json -> 'readingSinceMs') end)
  end)::text
where name in ('clock', 'heard', 'list');
`,
  `
-- Own facts are kept for ever, and are many.
create index fact_of_others on store_node.fact (author, seq) where not is_own;

-- Null where the hub has not said it: the list is read anew.
alter table store_node.listed add column mode "char";
delete from store_node.value where name = 'list';
`,
];
