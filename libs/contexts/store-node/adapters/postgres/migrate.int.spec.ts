import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '#testing/servers';
import { allowanceId, cardId, partsOn, SetClock, standing, storeId, values } from '#testing/store-node';
import { Pool } from 'pg';
import type { StoreDatabase } from '../../ports/store-database.js';
import { Writer } from '../../writer/writer.js';
import { openPostgresStoreDatabase } from './postgres-store-database.js';
import { MIGRATIONS } from './schema.js';

const MINUTE = 60_000;
const wallMs = new SetClock().nowMs;
const frozen = 'a110a0ce-0000-4000-8000-00000000000f';
const set = { storeId, leftMinor: 2_000, leaseMs: 3_600_000, recalled: false };
const said = standing({
  allowances: [
    { id: allowanceId, ...set },
    { id: frozen, ...set },
  ],
});
const hold = {
  factId: 'placed',
  cardId,
  heldMinor: 500,
  mode: 'hybrid',
  backing: { draws: [], unbackedMinor: 500 },
  expiresAfterMs: MINUTE,
  isLive: true,
};

describe('Books of a node that kept its leases as one value', () => {
  let fresh: FreshDatabase;
  let database: StoreDatabase;

  beforeAll(async () => {
    fresh = await freshDatabase();
    const pool = new Pool({ connectionString: fresh.url });
    const [first = ''] = MIGRATIONS;
    await pool.query(
      `${first};create table public.store_node_schema (step integer primary key);insert into public.store_node_schema values (0)`,
    );
    const before = {
      ...values,
      leases: { [allowanceId]: 20_000, [frozen]: null },
      // The program had run for a minute.
      clock: { wallMs: wallMs - 1_000, monotonicMs: MINUTE },
      heard: { monotonicMs: 50_000 },
      list: { at: 'end', asOfMs: 40_000, readingSinceMs: null },
    };
    for (const [name, value] of Object.entries(before))
      await pool.query('insert into store_node.value values ($1, $2)', [name, JSON.stringify(value)]);
    await pool.query('insert into store_node.standing values ($1, 1, $2, true, $3)', [
      cardId,
      '{}',
      JSON.stringify(said),
    ]);
    const expiresAtMs = wallMs + 9_000;
    await pool.query('insert into store_node.business values ($1, $2, $3)', [
      hold.factId,
      expiresAtMs,
      JSON.stringify({ kind: 'hold', hold, expiresAtMs }),
    ]);
    await pool.end();
    database = await openPostgresStoreDatabase(fresh.url);
  });

  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  it('go on with them as they were, and those that were frozen stay so', async () => {
    const { cards } = await database.load({ requests: [], business: [], cards: [cardId] });
    const leases = { [allowanceId]: { era: 1, ms: 20_000 }, [frozen]: { era: 0, ms: 0 } };
    expect(cards).toMatchObject([{ leases }]);
  });

  it('know how old their knowledge is', async () => {
    const { values: kept } = await database.remember();
    // The list is read anew: how stores may decide on its cards was not in it.
    expect(kept).toEqual({
      ...values,
      clock: { wallMs: wallMs - 1_000, era: 1, ms: MINUTE },
      heard: { era: 1, ms: 50_000 },
    });
    const writer = await Writer.open(partsOn(database));
    expect(writer.committed.start.at).toEqual({ era: 1, ms: MINUTE + 1_000 });
    await writer.close();
  });

  it('end a hold when it was to end', async () => {
    expect(await database.expiredHolds(MINUTE + 9_999, 10)).toEqual([]);
    expect(await database.expiredHolds(MINUTE + 10_000, 10)).toMatchObject([{ factId: 'placed' }]);
    const { business } = await database.load({ requests: [], business: ['placed'], cards: [] });
    expect(business).toEqual([{ kind: 'hold', hold, expiresAtMs: MINUTE + 10_000 }]);
  });
});
