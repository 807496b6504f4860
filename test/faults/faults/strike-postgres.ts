import { setTimeout as pause } from 'node:timers/promises';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';

const WHILE_AWAY_MS_MAX = 1_500;

/** The database server dies, and comes back on its data. */
export const killPostgres: Fault = {
  id: 'N10a',
  name: 'kill -9 of PostgreSQL',
  worlds: ['postgres', 'rabbit'],
  leastCount: 100,
  perRound: 50,
  async strike(world, dice) {
    await pause(dice.next() * 300);
    const isAway = dice.chance(0.3);
    await world.postgres.kill();
    if (isAway) await pause(dice.next() * WHILE_AWAY_MS_MAX);
    await world.startPostgres();
    await recovered(world);
    return [isAway ? 'and away for a while' : 'and back at once'];
  },
};

const ENDED_BACKENDS = `select count(pg_terminate_backend(pid))::integer as count from (
  select pid from pg_stat_activity
  where backend_type = 'client backend' and application_name like 'countersign%'
  order by random() limit $1) as unlucky`;

/** Connections end one by one, whatever they are doing. */
export const endBackends: Fault = {
  id: 'N10b',
  name: 'PostgreSQL connections terminated',
  worlds: ['postgres', 'rabbit'],
  leastCount: 1_000,
  perRound: 500,
  lanes: 2,
  async strike(world, dice) {
    const [row] = await world.sql<{ count: number }>(ENDED_BACKENDS, [dice.whole(1, 4)]);
    await pause(dice.whole(20, 150));
    return Array.from({ length: row?.count ?? 0 }, () => 'connection terminated');
  },
};

/** As an administrator does it: open transactions are undone, everybody has to connect again. */
export const restartPostgres: Fault = {
  id: 'N10c',
  name: 'fast restart of PostgreSQL',
  worlds: ['rabbit', 'postgres'],
  leastCount: 50,
  perRound: 25,
  async strike(world, dice) {
    await pause(dice.next() * 300);
    await world.postgres.stop();
    await world.startPostgres();
    await recovered(world);
    return ['fast restart'];
  },
};
