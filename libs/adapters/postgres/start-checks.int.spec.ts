import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnsafeDatabase } from '#kernel';
import { nextId } from '#testing/compliance';
import { type FreshDatabase, freshDatabase } from '#testing/servers';
import { Client } from 'pg';
import { openPostgres } from './database.js';

describe('A process that starts on PostgreSQL', () => {
  let fresh: FreshDatabase;

  beforeEach(async () => {
    fresh = await freshDatabase();
    await open();
  });
  afterEach(() => fresh.drop());

  const open = async (): Promise<void> => (await openPostgres({ url: fresh.url })).close();

  const ask = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: fresh.url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };

  const refusal = async (): Promise<unknown> => open().catch((error: unknown) => error);

  it('refuses one that answers before it has written', async () => {
    await ask(`alter database ${fresh.name} set synchronous_commit = off`);
    const error = await refusal();
    expect(error).toBeInstanceOf(UnsafeDatabase);
    expect(String(error)).toContain('synchronous_commit is off');
  });

  it('refuses a logical copy from a cluster that has counted further, until it is numbered anew', async () => {
    await ask(`insert into countersign.event
      (stream, stream_version, tx_id, id, type, version, data, at, correlation_id, causation_id)
      values ('tills.till/1', 1, '99999999999', '${nextId()}', 'tills.noted', 1, '{}', now(), 'x', 'x')`);
    const error = await refusal();
    expect(error).toBeInstanceOf(UnsafeDatabase);
    expect(String(error)).toContain('transaction numbers of another cluster');
    await ask(`update countersign.event set tx_id = '3'`);
    await open();
  });

  it('refuses the same of an outbox', async () => {
    await ask(`insert into countersign.outbox (queue, message_id, envelope, tx_id)
      values ('tills', '${nextId()}', '{}', '99999999999')`);
    expect(await refusal()).toBeInstanceOf(UnsafeDatabase);
  });
});
