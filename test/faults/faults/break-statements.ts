import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, NotEventually } from '#testing';
import { Client } from 'pg';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { recovered } from '../world/recovery.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const TABLES = ['event', 'outbox', 'message', 'inbox', 'operation', 'saga', 'projection'] as const;
/** Hub sessions look for deadlocks after a second, and ours much later, so that theirs are the victims. */
const OUR_DEADLOCK_MS = 20_000;
/** Hub sessions wait for a lock for 5 s at the most. */
const OUT_OF_PATIENCE_MS_MAX = 30_000;
const IN_THE_WAY_MS_MAX = 10_000;

const SIGNALLED = (signal: string): string => `select count(${signal}(pid))::integer as count from (
  select pid from pg_stat_activity
  where backend_type = 'client backend' and application_name like 'countersign%' and state <> 'idle'
  order by random() limit $1) as unlucky`;

/** A hub session that waits for us, and another table that it has written to in the same transaction. */
const CAUGHT = `select waiting.pid, held.relation::regclass::text as held
  from pg_locks waiting join pg_locks held using (pid) join pg_stat_activity session using (pid)
  where waiting.relation = $1::regclass and not waiting.granted and held.granted
    and held.mode = 'RowExclusiveLock' and held.relation <> waiting.relation
    and held.relation in (select oid from pg_class where relkind = 'r' and relnamespace = 'countersign'::regnamespace)
    and session.application_name like 'countersign%'
  limit 1`;

/** Statements that fail for reasons which are not theirs, at any place of any transaction. */
export const breakStatements: Fault = {
  id: 'N15',
  name: 'statements cancelled, deadlocked or out of patience, sessions terminated under way',
  worlds: ['postgres', 'rabbit'],
  leastCount: 200,
  perRound: 100,
  async strike(world, dice) {
    const what = dice.next();
    if (what < 0.45) return signalled(world, dice, 'pg_cancel_backend', 'cancelled (57014)');
    if (what < 0.6) return signalled(world, dice, 'pg_terminate_backend', 'terminated under way (57P01)');
    const struck = await (what < 0.9 ? deadlocked : keptWaiting)(world, dice);
    await recovered(world);
    return struck;
  },
};

/** Those that are at work only: an idle session has nothing to lose. */
async function signalled(world: World, dice: Dice, signal: string, what: string): Promise<readonly string[]> {
  await pause(dice.whole(0, 100));
  const atWork = async (): Promise<number> => {
    const [row] = await world.sql<{ count: number }>(SIGNALLED(signal), [dice.whole(1, 4)]);
    return row?.count ?? 0;
  };
  const count = await eventually(atWork, (hit) => hit > 0, { withinMs: IN_THE_WAY_MS_MAX });
  return Array.from({ length: count }, () => what);
}

/** We have what they want, and then want what they have. */
const deadlocked = (world: World, dice: Dice): Promise<readonly string[]> =>
  inTheWay(
    world,
    async (client) => {
      const wanted = dice.pick(TABLES);
      await client.query(`set local deadlock_timeout = ${OUR_DEADLOCK_MS}`);
      await client.query(`lock table countersign.${wanted} in exclusive mode`);
      const find = () => client.query<{ held: string }>(CAUGHT, [`countersign.${wanted}`]);
      const { rows } = await eventually(find, ({ rowCount }) => rowCount === 1, {
        withinMs: IN_THE_WAY_MS_MAX,
      });
      await client.query(`lock table ${rows[0]?.held} in exclusive mode`);
    },
    'deadlock detected',
    'deadlocked (40P01)',
  );

const keptWaiting = (world: World, dice: Dice): Promise<readonly string[]> =>
  inTheWay(
    world,
    async (client, count) => {
      await client.query(`lock table countersign.${dice.pick(TABLES)} in exclusive mode`);
      await eventually(count, (lines) => lines > 0, { withinMs: OUT_OF_PATIENCE_MS_MAX, everyMs: 100 });
    },
    'canceling statement due to lock timeout',
    'out of patience (55P03)',
  );

/** @returns one strike for each time that the server has logged this complaint meanwhile */
async function inTheWay(
  world: World,
  act: (client: Client, count: () => Promise<number>) => Promise<void>,
  complaint: string,
  what: string,
): Promise<readonly string[]> {
  const log = await open(world.postgres.logFile, 'r');
  const { size } = await log.stat();
  const count = async (): Promise<number> => {
    const grown = (await log.stat()).size - size;
    const { buffer } = await log.read(Buffer.alloc(grown), 0, grown, size);
    return buffer.toString().split(complaint).length - 1;
  };
  const client = new Client({ connectionString: world.postgres.url, application_name: 'somebody else' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await act(client, count);
  } catch (error) {
    // Nobody came by who had something that we could want: another table next time.
    if (!(error instanceof NotEventually) && !isOurDeadlock(error)) throw error;
  } finally {
    await client.query('rollback').finally(() => client.end());
  }
  try {
    return Array.from({ length: await count() }, () => what);
  } finally {
    await log.close();
  }
}

const isOurDeadlock = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '40P01';
