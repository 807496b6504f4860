import { Client } from 'pg';
import { eventually } from '#testing';

export interface DatabaseCounters {
  /** Transactions that ended by COMMIT, also those that only read. */
  readonly commits: number;
  /** Times that the log was forced to disk. */
  readonly walSyncs: number;
  readonly walBytes: number;
  /** Messages that were put into queues. */
  readonly messages: number;
}

const COUNTERS = `select
  (select xact_commit from pg_stat_database where datname = current_database())::float8 as commits,
  (select sum(fsyncs) from pg_stat_io where object = 'wal')::float8 as "walSyncs",
  (select wal_bytes from pg_stat_wal)::float8 as "walBytes",
  coalesce((select sum(n_tup_ins) from pg_stat_user_tables
    where schemaname = 'countersign' and relname = 'message'), 0)::float8 as messages`;

const OTHERS = `select count(*)::integer as others from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** Counters of a database that nobody else is connected to: a backend may tell what it did only when it ends. */
export async function readCounters(databaseUrl: string): Promise<DatabaseCounters> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await eventually(
      async () => (await client.query<{ others: number }>(OTHERS)).rows[0]?.others,
      (others) => others === 0,
      { withinMs: 120_000 },
    );
    const [counters] = (await client.query<DatabaseCounters>(COUNTERS)).rows;
    if (!counters) throw new Error('PostgreSQL has no counters');
    return counters;
  } finally {
    await client.end();
  }
}
