import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many independently claimable parts each queue has: the bound on transactions that work on it at once. */
export const SLOTS_PER_QUEUE = 16;

const SCHEMA = `
create schema countersign;
create schema read_model;

-- The event store. Readers follow (tx_id, position) below the oldest running transaction: position alone skips events
-- whose transaction commits late.
create table countersign.event (
  stream text collate "C" not null,
  stream_version integer not null check (stream_version > 0),
  tx_id xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity,
  id uuid not null,
  type text not null,
  version smallint not null,
  data jsonb not null,
  at timestamptz not null,
  correlation_id text not null,
  causation_id text not null,
  primary key (stream, stream_version)
);
create index event_log on countersign.event (tx_id, position);

create table countersign.saga (
  saga text collate "C" not null,
  key text collate "C" not null,
  revision integer not null,
  definition_version integer not null,
  status text not null,
  instance jsonb not null,
  started_at timestamptz,
  updated_at timestamptz not null,
  primary key (saga, key)
) with (fillfactor = 70);
create index saga_newest on countersign.saga (updated_at, saga, key);
create index saga_attention on countersign.saga (updated_at, saga, key) where status in ('stuck', 'not-started');

create table countersign.saga_history (
  saga text collate "C" not null,
  key text collate "C" not null,
  sequence bigint generated always as identity,
  entries jsonb not null,
  primary key (saga, key, sequence)
);

create table countersign.timer (
  saga text collate "C" not null,
  key text collate "C" not null,
  token text collate "C" not null,
  due_at timestamptz not null,
  primary key (saga, key, token)
);
create index timer_due on countersign.timer (due_at);

-- Queued work. A row is deleted by the transaction that handles it.
create table countersign.message (
  queue text collate "C" not null,
  slot smallint not null,
  sequence bigint generated always as identity,
  key text collate "C" not null,
  message_id uuid not null,
  envelope json not null,
  delivered_at timestamptz not null default now(),
  primary key (queue, slot, sequence)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- What each queue has received, so that nothing is handled twice.
create table countersign.inbox (
  queue text collate "C" not null,
  message_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (queue, message_id)
);

-- Keys that must wait: their first message failed, or somebody works on it outside a transaction.
create table countersign.blocked_key (
  queue text collate "C" not null,
  key text collate "C" not null,
  -- The message that failed or is worked on: another one of the key has no failures.
  sequence bigint not null,
  until timestamptz not null,
  failures integer not null,
  lease_token uuid,
  error text,
  primary key (queue, key)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

create table countersign.dead_letter (
  id bigint generated always as identity primary key,
  queue text not null,
  message_id uuid not null,
  reason text not null,
  detail text not null,
  failures integer not null,
  at timestamptz not null default now(),
  envelope json not null
);

create table countersign.outbox (
  tx_id xid8 not null default pg_current_xact_id(),
  sequence bigint generated always as identity,
  queue text collate "C" not null,
  message_id uuid not null,
  envelope json not null,
  added_at timestamptz not null default now(),
  primary key (tx_id, sequence)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
create index outbox_arrival on countersign.outbox (queue, message_id);

create table countersign.lease (
  role text primary key,
  owner text not null,
  until timestamptz not null
);

create table countersign.operation (
  id uuid primary key,
  principal text not null,
  idempotency_key text not null,
  fingerprint text not null,
  command text not null,
  key text not null,
  correlation_id text not null,
  saga text,
  state text not null,
  result jsonb,
  refusal jsonb,
  consistency_token text,
  accepted_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (principal, idempotency_key)
) with (fillfactor = 80);

create table countersign.projection (
  name text not null,
  version integer not null,
  tx_id xid8,
  position bigint,
  primary key (name, version)
) with (fillfactor = 10);
`;

export class InitialSchema1763800000000 implements MigrationInterface {
  readonly name = 'InitialSchema1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEMA);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema read_model cascade; drop schema countersign cascade');
  }
}
