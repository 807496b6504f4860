import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommitUnknown, type Database, type Envelope, Unavailable } from '#kernel';
import { eventually } from '#testing';
import { message, to } from '#testing/compliance';
import { type FreshDatabase, freshDatabase, type Line, openLine } from '#testing/servers';
import { Client } from 'pg';
import { openPostgres } from './database.js';

const SILENCE_MS_MAX = 400;
const READY_FOR_QUERY = 'Z\0\0\0\x05I';

describe('The connections to PostgreSQL', () => {
  let fresh: FreshDatabase;
  let administrator: Client;
  let line: Line;
  let database: Database;

  beforeEach(async () => {
    fresh = await freshDatabase();
    administrator = new Client({ connectionString: fresh.url, application_name: 'administrator' });
    await administrator.connect();
    line = await openLine(fresh.url);
    database = await openPostgres({ url: line.url, silenceMsMax: SILENCE_MS_MAX });
  });

  afterEach(async () => {
    await database.close();
    await line.close();
    await administrator.end();
    await fresh.drop();
  });

  const deliver = (envelope: Envelope) =>
    database.transaction((tx) => tx.mailbox.deliver(to('tills', envelope)));

  const waiting = async (): Promise<number> => {
    const { rows } = await administrator.query('select count(*)::integer as n from countersign.message');
    return rows[0].n;
  };

  const killAll = () =>
    administrator.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );

  const working = () =>
    eventually(
      () => deliver(message('till-1', 'again')).then(() => true),
      (isDelivered) => isDelivered,
      { withinMs: 120_000 },
    );

  it('are replaced when they are killed while nobody uses them', async () => {
    await Promise.all([deliver(message('till-1', 'a')), deliver(message('till-2', 'b'))]);
    await killAll();
    await working();
  });

  it('say that the database is unavailable when they are killed in the middle of a transaction', async () => {
    const killed = database.transaction(async (tx) => {
      await tx.mailbox.deliver(to('tills', message('till-1', 'a')));
      await killAll();
      await tx.mailbox.deliver(to('tills', message('till-1', 'b')));
    });
    await expect(killed).rejects.toBeInstanceOf(Unavailable);
    await expect(waiting()).resolves.toBe(0);
    await working();
  });

  it('do not bring the process down when they are killed while their transaction does something else', async () => {
    const killed = database.transaction(async (tx) => {
      await tx.mailbox.deliver(to('tills', message('till-1', 'a')));
      await killAll();
      await eventually(
        () => administrator.query(`select from pg_stat_activity where state = 'idle in transaction'`),
        ({ rowCount }) => rowCount === 0,
        { withinMs: 120_000 },
      );
    });
    await expect(killed).rejects.toBeInstanceOf(Unavailable);
    await expect(waiting()).resolves.toBe(0);
    await working();
  });

  it('do not bring the process down when they are killed as soon as they are there', async () => {
    const others = async (): Promise<number> => {
      const { rows } = await administrator.query(
        `select count(*)::integer as n from pg_stat_activity where application_name = 'countersign'`,
      );
      return rows[0].n;
    };
    // The connection that is there already is in use, so that the one inside is made now.
    const killed = database.transaction(async (tx) => {
      await tx.now();
      const release = line.holdFrom(READY_FOR_QUERY);
      const before = await others();
      const inside = deliver(message('till-1', 'a')).catch((error: unknown) => error);
      await eventually(others, (count) => count === before + 1, { withinMs: 120_000 });
      await killAll();
      await eventually(others, (count) => count === 0, { withinMs: 120_000 });
      release();
      expect(await inside).toBeInstanceOf(Unavailable);
    });
    await expect(killed).rejects.toBeInstanceOf(Unavailable);
    await working();
  });

  it.each(['request lost', 'answer lost'] as const)('do not know of a commit whose %s', async (when) => {
    const committing = database.transaction(async (tx) => {
      await tx.mailbox.deliver(to('tills', message('till-1', 'a')));
      line.cutAt('COMMIT', when);
    });
    await expect(committing).rejects.toBeInstanceOf(CommitUnknown);
    await eventually(waiting, (count) => count === (when === 'answer lost' ? 1 : 0), { withinMs: 120_000 });
    await working();
  });

  it('are given up when the server is silent, in the middle of a transaction and before one', async () => {
    await deliver(message('till-1', 'a'));
    const silenced = database.transaction(async (tx) => {
      await tx.mailbox.deliver(to('tills', message('till-1', 'b')));
      line.fallSilent();
      await tx.mailbox.deliver(to('tills', message('till-1', 'c')));
    });
    await expect(silenced).rejects.toBeInstanceOf(Unavailable);
    await working();
    line.fallSilent();
    await expect(database.ping()).rejects.toBeInstanceOf(Unavailable);
    await expect(database.ping()).resolves.toBeUndefined();
  });

  it.each(['killed', 'silent'])(
    'hear of other processes again after the one that listens was %s',
    async (how) => {
      const heard = new Set<string>();
      database.onDelivered((queues) => queues.forEach((queue) => heard.add(queue)));
      if (how === 'killed') await killAll();
      else line.fallSilent();
      const other = await openPostgres({ url: fresh.url });
      await eventually(
        async () => {
          await deliver(message('till-1', 'own')).catch(() => undefined);
          await other.transaction((tx) => tx.mailbox.deliver(to('ledgers', message('ledger-1', 'theirs'))));
          return heard.has('ledgers');
        },
        (hasHeard) => hasHeard,
        { withinMs: 120_000 },
      );
      await other.close();
    },
  );

  it('do not commit what PostgreSQL has undone, though nobody minds the failure', async () => {
    const swallowing = database.transaction(async (tx) => {
      await tx.mailbox.deliver(to('tills', message('till-1', 'a')));
      await tx.mailbox
        .deliver(to('tills', { ...message('till-1', 'b'), id: 'no uuid' }))
        .catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow(/uuid/);
    await expect(waiting()).resolves.toBe(0);
  });
});
