import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { Client } from 'pg';
import { PoweredDisk } from './power.js';

const ROWS = 50;
const MAY_MOUNT = await PoweredDisk.isAllowed();

/** More than starting a server three times takes on a machine that does something else, too. */
const SPEC_MS_MAX = 180_000;

describe('A database whose power is cut', () => {
  if (!MAY_MOUNT) {
    it('is not tried where this process may not mount', () => {
      expect(MAY_MOUNT).toBe(false);
    });
    return;
  }
  let scratch: TestScratch;
  let disk: PoweredDisk;
  let postgres: EmbeddedPostgres | undefined;

  beforeEach(async () => {
    scratch = await openTestScratch('power');
    disk = await PoweredDisk.mount(scratch);
  });

  afterEach(async () => {
    await postgres?.stop();
    await disk.unmount();
    await scratch.close();
  });

  const ask = async <Row extends object>(...statements: readonly string[]): Promise<Row[]> => {
    const client = new Client({ connectionString: postgres?.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      let rows: Row[] = [];
      for (const statement of statements) ({ rows } = await client.query<Row>(statement));
      return rows;
    } finally {
      await client.end();
    }
  };

  /** @returns how many of the rows that were answered for are there afterwards */
  async function keptWith(settings: Readonly<Record<string, string>>): Promise<number> {
    const dataDir = join(scratch.folder, 'postgres');
    postgres = await startEmbeddedPostgres({ dataDir, settings });
    await ask('create table answered (number integer)', 'checkpoint');
    await postgres.stop();
    await disk.take(join(dataDir, 'data'));
    await postgres.start();
    await scratch.process(postgres.pid);
    const rows = Array.from({ length: ROWS }, (_, number) => `insert into answered values (${number})`);
    await ask(...rows);
    await disk.cut();
    await postgres.kill();
    await disk.restore();
    await postgres.start();
    await scratch.process(postgres.pid);
    const [row] = await ask<{ count: number }>('select count(*)::integer as count from answered');
    return row?.count ?? 0;
  }

  it(
    'has all that it has answered for',
    async () => {
      expect(await keptWith({})).toBe(ROWS);
    },
    SPEC_MS_MAX,
  );

  it(
    'has lost some of it when it answers before it has written: a start refuses that',
    async () => {
      // The writer of the log must not get there first.
      expect(await keptWith({ synchronous_commit: 'off', wal_writer_delay: '10s' })).toBeLessThan(ROWS);
    },
    SPEC_MS_MAX,
  );
});
