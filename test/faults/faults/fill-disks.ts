import { setTimeout as pause } from 'node:timers/promises';
import { eventually, NotEventually } from '#testing';
import type { ApiAnswer } from '#testing/hub';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { recovered } from '../world/recovery.js';
import type { Disk } from '../world/small-disks.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const FULL_MS = { min: 1_000, max: 5_000 };
/** More than a log of the size that it may have here. */
const SEGMENTS_MAX = 20;
const BACK_MS_MAX = 60_000;
const TOLD_MS_MAX = 60_000;
const SOLD_AT_ONCE = 20;

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
    const bitten = disk === 'wal' && (await useUpWal(world));
    const isTold = await tellsSo(world, dice);
    await pause(dice.whole(FULL_MS.min, FULL_MS.max));
    await disks.makeRoom(disk);
    const ended = await back(world);
    await recovered(world);
    const what = ended ? 'the server ended' : bitten ? 'the server crashed' : 'statements failed';
    if (!isTold) world.broken.push(`N14: nobody was told 503 while the disk of the ${disk} was full`);
    return [`${disk}: ${what}`];
  },
};

/** Commands need room, sooner or later: then their callers are asked to come back. @returns whether they are */
async function tellsSo(world: World, dice: Dice): Promise<boolean> {
  const api = world.api(dice.pick(world.apiUrls));
  const sell = () => api.post('/v1/gift-cards', { currency: 'EUR', activate: false });
  const isTold = ({ status, headers }: ApiAnswer<unknown>) => status === 503 && headers.has('retry-after');
  try {
    await eventually(
      () => Promise.all(Array.from({ length: SOLD_AT_ONCE }, sell)),
      (answers) => answers.some(isTold),
      { withinMs: TOLD_MS_MAX },
    );
    return true;
  } catch (error) {
    if (!(error instanceof NotEventually)) throw error;
    return false;
  }
}

/** Takes the segments that are there already, until a new one is needed. @returns whether the server was hit by that */
async function useUpWal(world: World): Promise<boolean> {
  for (let segment = 0; segment < SEGMENTS_MAX; segment += 1) {
    try {
      await world.sql("select pg_logical_emit_message(true, 'faults', 'full')");
      await world.sql('select pg_switch_wal()');
    } catch {
      return true;
    }
  }
  return false;
}

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
