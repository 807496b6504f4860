import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#testing';
import { recovered } from '../world/recovery.js';
import type { Disk } from '../world/small-disks.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const FULL_MS = { min: 1_000, max: 5_000 };
const BACK_MS_MAX = 60_000;

/** A full disk ends statements on the data's side, and the whole server on the log's; room is all that it takes. */
export const fillDisks: Fault = {
  id: 'N14',
  name: 'disk full under PostgreSQL (data, write-ahead log)',
  worlds: ['postgres', 'rabbit'],
  leastCount: 40,
  perRound: 20,
  smallDisks: true,
  async strike(world, dice) {
    const { disks } = world;
    if (!disks) return [];
    const disk: Disk = dice.chance(0.5) ? 'data' : 'wal';
    await disks.fill(disk);
    await pause(dice.whole(FULL_MS.min, FULL_MS.max));
    await disks.makeRoom(disk);
    const ended = await back(world);
    await recovered(world);
    return [`${disk}: ${ended ? 'the server ended' : 'the server stayed'}`];
  },
};

/** A server that gave up is started again, as a process manager does. @returns whether it had given up */
async function back(world: World): Promise<boolean> {
  let ended = false;
  await eventually(
    async () => {
      if (!world.postgres.running) {
        ended = true;
        await world.startPostgres();
      }
      return world.sql('select 1');
    },
    () => true,
    { withinMs: BACK_MS_MAX, everyMs: 100 },
  );
  return ended;
}
