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
];
