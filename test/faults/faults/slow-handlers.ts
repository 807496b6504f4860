import { setTimeout as pause } from 'node:timers/promises';
import { SLOW_PAYMENTS } from '../workload/orders.js';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';
import { withHub } from './with-hub.js';

/** Each way: an answer takes half a minute, three leases. */
const ONE_WAY_MS = 15_000;
const SLOW_MS = { min: 35_000, max: 50_000 };

/** Handlers that take three times as long as their lease: nobody else takes over, and what is beside them goes on. */
export const slowHandlers: Fault = {
  id: 'N19',
  name: 'handlers that wait for half a minute',
  worlds: ['postgres', 'rabbit'],
  leastCount: 20,
  perRound: 10,
  lanes: 2,
  payments: SLOW_PAYMENTS,
  // Otherwise they give up after 2 s, which N28 does.
  environment: { PAYMENT_TIMEOUT_MS: '60000' },
  strike: (world, dice) =>
    withHub(
      world,
      dice,
      async ({ edges }) => {
        edges.provider.slowDown({ delayMs: ONE_WAY_MS });
        const over = pause(dice.whole(SLOW_MS.min, SLOW_MS.max));
        await recovered(world);
        await over;
        edges.provider.heal();
        return ['provider slow for a worker'];
      },
      'workers',
    ),
};
