import { describe, expect, it } from '@jest/globals';
import { freshDatabase } from '#testing/servers';
import { cardId, partsOn, standing, storeId, values } from '#testing/store-node';
import { Pool } from 'pg';
import { openPostgresStoreDatabase } from '../adapters/postgres/postgres-store-database.js';
import { noChanges } from '../ports/store-database.js';
import { Writer } from './writer.js';

const ALLOWANCES = 20_000;
const AT_ONCE = 2_000;
const COMMITS = 9;
/** Of PostgreSQL's log. A lease in one value with all others took 95 kB each time. */
const BYTES_MAX = 8_192;

const idOf = (at: number) => `a110a0ce-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;
const setAside = (at: number) => ({
  id: idOf(at),
  storeId,
  leftMinor: 2_000,
  leaseMs: 3_600_000,
  recalled: false,
});
const now = { era: 1, ms: 0 };

describe('What a commit writes', () => {
  it('depends on what has changed, and not on how much is set aside for the store', async () => {
    const fresh = await freshDatabase();
    const database = await openPostgresStoreDatabase(fresh.url);
    const pool = new Pool({ connectionString: fresh.url });
    const logBytes = async (): Promise<number> => {
      const { rows } = await pool.query<{ at: string }>(
        "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as at",
      );
      return Number(rows[0]?.at);
    };
    await database.commit({ ...noChanges, values });
    for (let from = 0; from < ALLOWANCES; from += AT_ONCE) {
      const places = Array.from({ length: AT_ONCE }, (_, at) => from + at);
      await database.commit({
        ...noChanges,
        standings: places.map((at) => standing({ cardId: idOf(at), allowances: [setAside(at)] })),
        leases: Object.fromEntries(places.map((at) => [idOf(at), now])),
      });
    }
    const writer = await Writer.open(partsOn(database));
    const written: number[] = [];
    for (let version = 1; version <= COMMITS; version++) {
      const before = await logBytes();
      await writer.run({
        needs: { requests: [], business: [], cards: [cardId] },
        work: (set) =>
          set.receiveStanding(standing({ version, allowances: [setAside(ALLOWANCES + version)] }), now),
      });
      written.push((await logBytes()) - before);
    }
    // The first that touches a page behind a checkpoint writes all of it.
    const usual = written.toSorted((a, b) => a - b)[Math.floor(COMMITS / 2)];
    expect(usual).toBeLessThan(BYTES_MAX);
    await writer.close();
    await database.close();
    await pool.end();
    await fresh.drop();
  });
});
