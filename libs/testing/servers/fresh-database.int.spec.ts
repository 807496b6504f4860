import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from '#testing/servers';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('a fresh database', () => {
  let one: FreshDatabase;
  let other: FreshDatabase;

  beforeAll(async () => {
    one = await freshDatabase();
    other = await freshDatabase();
  });

  afterAll(async () => {
    await one.drop();
    await other.drop();
  });

  it('is empty and shares nothing with another one', async () => {
    await query(one.url, 'create table notes (note text)');
    const tables = await query(other.url, "select tablename from pg_tables where schemaname = 'public'");
    expect(tables).toEqual([]);
  });

  it('keeps what it acknowledged through a power cut: fsync, synchronous commit and checksums are on', async () => {
    const rows = await query(
      one.url,
      `select name, setting from pg_settings
       where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums') order by name`,
    );
    expect(rows).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
  });

  it('is gone after its drop, even with a connection open', async () => {
    const doomed = await freshDatabase();
    const client = new Client({ connectionString: doomed.url });
    client.on('error', () => undefined);
    await client.connect();
    await doomed.drop();
    await expect(query(doomed.url, 'select 1')).rejects.toThrow(`database "${doomed.name}" does not exist`);
    await client.end();
  });
});
