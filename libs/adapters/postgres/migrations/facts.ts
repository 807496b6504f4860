import type { MigrationInterface, QueryRunner } from 'typeorm';

// Facts are kept as they were signed: json, not jsonb, which would write them anew. The feed has one row for each card that a
// store is concerned with; its position is moved behind all others of the store when the card changes, under the lock of the
// store's head, so that positions become visible in their order.
const SCHEMA = `
create table countersign.fact_chain (
  author uuid primary key,
  seq integer not null default 0,
  id text,
  at_ms bigint,
  at_count integer
);
create table countersign.fact (
  author uuid not null,
  seq integer not null,
  id text not null,
  fact json not null,
  admitted_at timestamptz not null default now(),
  primary key (author, seq)
);
create table countersign.fact_parked (
  author uuid not null,
  seq integer not null,
  id text not null,
  fact json not null,
  primary key (author, seq, id)
);
create table countersign.fact_quarantined (
  id text not null,
  author uuid not null,
  seq integer not null,
  why text not null,
  fact json not null,
  number bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  primary key (id, why)
);
create index fact_quarantined_number on countersign.fact_quarantined (number);
create index fact_quarantined_author on countersign.fact_quarantined (author, number);
create table countersign.feed_head (store_id uuid primary key, position bigint not null);
create table countersign.feed (
  store_id uuid not null,
  card_id uuid not null,
  position bigint not null,
  primary key (store_id, card_id)
);
create unique index feed_position on countersign.feed (store_id, position);
create index feed_card on countersign.feed (card_id);
`;

export class Facts1764200000000 implements MigrationInterface {
  readonly name = 'Facts1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEMA);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table countersign.fact_chain, countersign.fact, countersign.fact_parked,
      countersign.fact_quarantined, countersign.feed_head, countersign.feed`);
  }
}
