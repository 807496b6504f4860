import { setTimeout as pause } from 'node:timers/promises';
import { eventually, NotEventually } from '#testing';
import { Client } from 'pg';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const HELD_MS = { min: 2_000, max: 12_000 };
/** Of one that holds the log back: it is named when it is older than 5 s, by workers that look each 2 s. */
const ALARM_MS_MAX = 60_000;

/** Readers of the log stay below the oldest transaction of the whole server: nothing may be skipped when it ends. */
export const longTransactions: Fault = {
  id: 'N16',
  name: 'a transaction in another database, or a snapshot in ours, held for long',
  worlds: ['postgres'],
  leastCount: 20,
  perRound: 20,
  lanes: 2,
  async strike(world, dice) {
    const isElsewhere = dice.chance(0.6);
    const client = await connect(world, isElsewhere ? 'postgres' : undefined);
    try {
      await client.query(isElsewhere ? 'begin' : 'begin isolation level repeatable read');
      await client.query(
        isElsewhere ? 'select pg_current_xact_id()' : 'select count(*) from countersign.event',
      );
      await pause(dice.whole(HELD_MS.min, HELD_MS.max));
      if (isElsewhere) await isNamed(world, client);
      await client.query(dice.chance(0.5) ? 'commit' : 'rollback');
      return [isElsewhere ? 'transaction in another database' : 'long snapshot'];
    } finally {
      await client.end();
    }
  },
};

/** Whoever holds readers of the log back is found in the log of a worker. */
async function isNamed(world: World, client: Client): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const alarm = `Readers of the log wait for`;
  const names = `process ${rows[0]?.pid} of`;
  const lines = () => world.logs.all().filter(({ line }) => line.includes(alarm) && line.includes(names));
  try {
    await eventually(lines, ({ length }) => length > 0, { withinMs: ALARM_MS_MAX, everyMs: 100 });
  } catch (error) {
    if (!(error instanceof NotEventually)) throw error;
    world.broken.push(
      `N16: no worker has said within ${ALARM_MS_MAX} ms that ${names} another holds the log back`,
    );
  }
}

async function connect({ postgres }: World, database: string | undefined): Promise<Client> {
  const url = new URL(postgres.url);
  if (database !== undefined) url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href, application_name: 'somebody else' });
  await client.connect();
  return client;
}
