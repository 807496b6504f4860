/** Rows of another kind each, as JSON, in one statement: what it writes is written as a whole, by one flush of the disk. */
export const COMMIT = {
  name: 'commit',
  text: `
with facts as (
  insert into store_node.fact (author, seq, card, is_own, optimistic, fact)
  select author, seq, card, true, optimistic, fact
  from jsonb_to_recordset($1) as f (author uuid, seq integer, card uuid, optimistic bigint, fact text)
), others as (
  insert into store_node.fact (author, seq, card, is_own, optimistic, fact)
  select author, seq, card, false, optimistic, fact
  from jsonb_to_recordset($2) as f (author uuid, seq integer, card uuid, optimistic bigint, fact text)
  on conflict do nothing
), requests as (
  insert into store_node.request
  select * from jsonb_to_recordset($3) as r (till text, request_id text, record text)
), annulled as (
  update store_node.request known set record = a.record
  from jsonb_to_recordset($10) as a (till text, request_id text, record text)
  where known.till = a.till and known.request_id = a.request_id
), business as (
  insert into store_node.business
  select * from jsonb_to_recordset($4) as b (fact_id text, expires_at_ms bigint, business text)
  on conflict (fact_id) do update set expires_at_ms = excluded.expires_at_ms, business = excluded.business
), standings as (
  insert into store_node.standing as known
  select * from jsonb_to_recordset($5)
    as s (card uuid, version integer, frontier jsonb, is_set_aside boolean, standing text, allowances uuid[])
  on conflict (card) do update set version = excluded.version, frontier = excluded.frontier,
    is_set_aside = excluded.is_set_aside, standing = excluded.standing, allowances = excluded.allowances
  where known.version < excluded.version
), contained as (
  delete from store_node.fact f
  using jsonb_to_recordset($5) as s (card uuid, frontier jsonb)
  where f.card = s.card and not f.is_own and f.seq <= (s.frontier ->> f.author::text)::integer
), leases as (
  insert into store_node.lease
  select * from jsonb_to_recordset($9) as l (allowance uuid, era integer, ms bigint)
  on conflict do nothing
), hot as (
  insert into store_node.hot_card
  select * from jsonb_to_recordset($6) as h (card uuid, block_id text, notice text)
  on conflict do nothing
), listed as (
  insert into store_node.listed as known (card, balance, currency, status, mode)
  select card, balance, currency, status,
    case mode when 'strict' then 's' when 'hybrid' then 'h' when 'optimistic' then 'o' when 'online-only' then 'l' end
  from jsonb_to_recordset($7) as l (card uuid, balance bigint, currency text, status text, mode text)
  on conflict (card) do update
    set balance = excluded.balance, currency = excluded.currency, status = excluded.status, mode = excluded.mode
  where (known.balance, known.currency, known.status, known.mode)
    is distinct from (excluded.balance, excluded.currency, excluded.status, excluded.mode)
)
insert into store_node.value
select * from jsonb_to_recordset($8) as v (name text, value text)
on conflict (name) do update set value = excluded.value`,
} as const;

export const VALUES = { name: 'values', text: 'select name, value from store_node.value' } as const;

export const HEAD = {
  name: 'head',
  text: 'select fact from store_node.fact where author = $1 order by seq desc limit 1',
} as const;

export const UNCONFIRMED = {
  name: 'unconfirmed',
  text: `select seq, optimistic as minor from store_node.fact
    where author = $1 and seq > $2 and optimistic > 0 order by seq`,
} as const;

export const REQUESTS = {
  name: 'requests',
  text: `select record from unnest($1::text[], $2::text[]) as wanted (till, request_id)
    join store_node.request using (till, request_id)`,
} as const;

export const BUSINESS = {
  name: 'business',
  text: 'select business from store_node.business where fact_id = any($1)',
} as const;

/** All that is known of cards, a row for each thing. */
export const CARDS = {
  name: 'cards',
  text: `
select card, 'standing' as kind, standing as known from store_node.standing where card = any($1)
union all
select s.card, 'lease', json_build_object(l.allowance, json_build_object('era', l.era, 'ms', l.ms))::text
  from store_node.standing s cross join unnest(s.allowances) as own (allowance) join store_node.lease l using (allowance)
  where s.card = any($1)
union all
select card, 'listed', json_build_array(card, balance, currency, case status
    when 'a' then 'active' when 'i' then 'issued' else 'blocked' end, case mode
    when 's' then 'strict' when 'h' then 'hybrid' when 'o' then 'optimistic' when 'l' then 'online-only' end)::text
  from store_node.listed where card = any($1)
union all
select card, 'hot', notice from store_node.hot_card where card = any($1)
union all
select f.card, 'fact', f.fact from store_node.fact f left join store_node.standing s on s.card = f.card
  where f.card = any($1) and f.seq > coalesce((s.frontier ->> f.author::text)::integer, 0)`,
} as const;

export const LEASES = {
  name: 'leases',
  text: `select json_object_agg(allowance, json_build_object('era', era, 'ms', ms))::text as leases
    from store_node.lease where allowance = any($1) having count(*) > 0`,
} as const;

export const CHAIN = {
  name: 'chain',
  text: 'select fact from store_node.fact where author = $1 and seq > $2 order by seq limit $3',
} as const;

export const OTHERS_BEYOND = {
  name: 'others-beyond',
  text: `select fact from store_node.fact
    where not is_own and seq > coalesce(($1::jsonb ->> author::text)::integer, 0) order by author, seq limit $2`,
} as const;

export const OTHERS_FRONTIER = {
  name: 'others-frontier',
  text: 'select author, max(seq) as seq from store_node.fact where not is_own group by author',
} as const;

export const HOT_CARDS = {
  name: 'hot-cards',
  text: `select notice from store_node.hot_card where (card, block_id) > ($1, $2) order by card, block_id limit $3`,
} as const;

export const EXPIRED_HOLDS = {
  name: 'expired-holds',
  text: `select business from store_node.business where expires_at_ms <= $1 order by expires_at_ms limit $2`,
} as const;

export const SET_ASIDE = {
  name: 'set-aside',
  text: 'select card from store_node.standing where is_set_aside and card > $1 order by card limit $2',
} as const;

export const ONLY_OTHERS_TOLD = {
  name: 'only-others-told',
  text: `select distinct f.card from store_node.fact f
    where not f.is_own and f.card > $1 and not exists (select from store_node.standing s where s.card = f.card)
    order by f.card limit $2`,
} as const;
