import { openPostgres } from '#adapters/postgres';
import { type Database, Unavailable } from '#kernel';
import { HorizonWatch } from '#runtime';
import { eventually } from '#testing';
import { type FreshDatabase, freshDatabase } from '#testing/servers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

const STALLED_MS = 200;

describe('The watch over the horizon of the log', () => {
  let fresh: FreshDatabase;
  let foreign: FreshDatabase;
  let database: Database;
  let stranger: Client;
  let pid: number;
  let said: string[];
  let watch: HorizonWatch;

  beforeEach(async () => {
    [fresh, foreign] = await Promise.all([freshDatabase(), freshDatabase()]);
    database = await openPostgres({ url: fresh.url });
    stranger = new Client({ connectionString: foreign.url, application_name: 'report' });
    await stranger.connect();
    pid = (await stranger.query('select pg_backend_pid() as pid')).rows[0].pid;
    said = [];
    // Other tests work on the same server; what is said of them does not count here.
    const tell = (what: string) => (what.includes(`process ${pid} `) ? said.push(what) : 0);
    watch = new HorizonWatch(database, tell, STALLED_MS);
  });

  afterEach(async () => {
    await stranger.end();
    await database.close();
    await Promise.all([fresh.drop(), foreign.drop()]);
  });

  const saidSo = () =>
    eventually(
      async () => [await watch.look(), said][1],
      () => said.length > 0,
      { withinMs: 120_000 },
    );

  it('names whoever holds it back, in whatever database of the server, and says so once', async () => {
    await stranger.query('begin; select pg_current_xact_id()');
    await saidSo();
    for (let looks = 0; looks < 3; looks++) await watch.look();
    const { database: name } = stranger;
    expect(said).toEqual([expect.stringMatching(/^Readers of the log wait for \d+ s: process /)]);
    expect(said[0]).toContain(`in the database ${name}, application report, idle in transaction`);
  });

  it('says so again of the next one', async () => {
    await stranger.query('begin; select pg_current_xact_id()');
    await saidSo();
    await stranger.query('rollback');
    await watch.look();
    said.splice(0);
    await stranger.query('begin; select pg_current_xact_id()');
    await saidSo();
  });

  it('minds no transaction that only reads', async () => {
    await stranger.query('begin isolation level repeatable read; select 1');
    const holdups = async () => {
      const all = await database.transaction((tx) => tx.events.holdups(1_000));
      return all.filter(({ who }) => who.includes(`process ${pid} `));
    };
    await expect(holdups()).resolves.toEqual([]);
    await stranger.query('select pg_current_xact_id()');
    await expect(holdups()).resolves.toHaveLength(1);
  });

  it('need not wait long for our own: the server ends those of ours that do nothing', async () => {
    let letGo: () => void = () => undefined;
    const forgotten = database.transaction(async (tx) => {
      await tx.mailbox.deliverDead([]);
      await tx.leases.hold('a role', 'somebody', 1);
      await new Promise<void>((resolve) => (letGo = resolve));
    });
    const ours = async () => {
      const all = await database.transaction((tx) => tx.events.holdups(1_000));
      return all.filter(({ who }) => who.includes(`database ${fresh.url.split('/').at(-1)},`));
    };
    await eventually(ours, (all) => all.length === 1, { withinMs: 120_000 });
    await eventually(ours, (all) => all.length === 0, { withinMs: 120_000 });
    letGo();
    await expect(forgotten).rejects.toBeInstanceOf(Unavailable);
  });
});
