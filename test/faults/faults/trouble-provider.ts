import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import { TROUBLED_PAYMENTS } from '../workload/orders.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

/** A payment provider that hangs, dies, loses answers, fails and is late, while those who ask it are killed. */
export const troubleProvider: Fault = {
  id: 'N28',
  name: 'payment provider in trouble while workers are killed',
  worlds: ['postgres', 'rabbit'],
  leastCount: 200,
  perRound: 100,
  lanes: 2,
  payments: TROUBLED_PAYMENTS,
  async strike(world, dice) {
    const trouble = dice.next();
    if (trouble < 0.4) return killWorker(world, dice);
    if (!world.claimProvider()) return [];
    try {
      if (trouble < 0.75) {
        await world.sandbox.behave('hang');
        await pause(dice.whole(200, 3_000));
        await world.sandbox.behave('normal');
        return ['provider hangs'];
      }
      await world.sandbox.kill();
      await pause(dice.whole(0, 1_000));
      await world.sandbox.start();
      return ['provider killed'];
    } finally {
      world.giveBackProvider();
    }
  },
};

const killWorker = (world: World, dice: Dice): Promise<readonly string[]> =>
  withHub(
    world,
    dice,
    async (worker) => {
      await worker.kill();
      await worker.start();
      return ['worker killed'];
    },
    'workers',
  );
