import type { Pool } from 'pg';
import { MIGRATIONS } from './schema.js';

const MIGRATION_LOCK = 4_711_002;

/** What is sent as one text is one transaction: each step is taken as a whole, and once. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await client.query('create table if not exists public.store_node_schema (step integer primary key)');
    const { rows } = await client.query<{ step: number }>('select step from public.store_node_schema');
    const taken = new Set(rows.map(({ step }) => step));
    for (const [step, text] of MIGRATIONS.entries()) {
      if (taken.has(step)) continue;
      await client.query(`${text};insert into public.store_node_schema values (${step})`);
    }
    await client.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
