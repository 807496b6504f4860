import type { Client } from 'pg';

/** Settings of a PostgreSQL that counts statements. */
export const STATEMENT_STATISTICS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_utility': 'on',
};

export interface StatementUse {
  readonly text: string;
  readonly calls: number;
  /** Milliseconds of execution, without planning and the way to the client. */
  readonly ms: number;
  readonly rows: number;
}

const FORGET = `create extension if not exists pg_stat_statements;
  select pg_stat_statements_reset()`;

const MOST_USED = `select regexp_replace(query, '\\s+', ' ', 'g') as text, calls::float8, total_exec_time as ms, rows::float8
  from pg_stat_statements s join pg_database d on d.oid = s.dbid
  where d.datname = current_database() order by total_exec_time desc limit 25`;

export async function forgetStatements(client: Client): Promise<void> {
  await client.query(FORGET);
}

/** Since they were forgotten, the longest first. */
export async function readStatements(client: Client): Promise<StatementUse[]> {
  return (await client.query<StatementUse>(MOST_USED)).rows;
}
