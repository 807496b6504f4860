import { setTimeout as pause } from 'node:timers/promises';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';

const WHILE_AWAY_MS_MAX = 1_500;
/** In which the server learns by itself that its disk is gone, or does not. */
const UNNOTICED_MS_MAX = 500;

/** What the database has not flushed is gone, as no kill -9 can show: what a dead process wrote, its system still has. */
export const cutPower: Fault = {
  id: 'N13',
  name: 'power cut under PostgreSQL',
  worlds: ['postgres', 'rabbit'],
  leastCount: 20,
  perRound: 10,
  poweredDisk: true,
  async strike(world, dice) {
    const disk = world.poweredDisk;
    if (!disk) return [];
    await pause(dice.next() * 300);
    await disk.cut();
    const isNoticed = dice.chance(0.5);
    if (isNoticed) await pause(dice.next() * UNNOTICED_MS_MAX);
    await world.postgres.kill();
    if (dice.chance(0.3)) await pause(dice.next() * WHILE_AWAY_MS_MAX);
    await disk.restore();
    await world.startPostgres();
    await recovered(world);
    return [isNoticed ? 'the disk first, the server later' : 'disk and server at once'];
  },
};
