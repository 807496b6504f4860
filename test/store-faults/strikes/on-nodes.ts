import { setTimeout as pause } from 'node:timers/promises';
import { lasting, type Strike } from './strike.js';

/** About as long as an approval takes. */
const APPROVAL_MS_MAX = 15;
const MINUTE_MS = 60_000;
const JUMPS_MS = [5_000, MINUTE_MS, 60 * MINUTE_MS, 24 * 60 * MINUTE_MS];

/** On the machine in a store. */
export const onNodes: readonly Strike[] = [
  {
    name: 'node killed',
    async strike(ground) {
      await ground.shop.kill();
      await lasting(ground);
      await ground.shop.start();
    },
  },
  {
    name: 'node killed in the middle of a request',
    async strike(ground) {
      const { shop, trade, dice } = ground;
      await trade.waitingAt(shop);
      await pause(dice.whole(0, APPROVAL_MS_MAX));
      await shop.kill();
      await shop.start();
    },
  },
  {
    name: "node's PostgreSQL killed in the middle of a request",
    async strike(ground) {
      const { shop, trade, dice } = ground;
      await trade.waitingAt(shop);
      await pause(dice.whole(0, APPROVAL_MS_MAX));
      await shop.killPostgres();
      await trade.approvedAt(shop, 1);
    },
  },
  {
    name: 'node and its PostgreSQL killed at once',
    async strike(ground) {
      const { shop, trade } = ground;
      await trade.waitingAt(shop);
      await Promise.all([shop.killPostgres(), shop.kill()]);
      await lasting(ground);
      await shop.start();
    },
  },
  {
    name: 'clock set back',
    async strike(ground) {
      const { shop, dice } = ground;
      await shop.setClock(-dice.pick(JUMPS_MS));
      await lasting(ground);
      await shop.setClock(0);
    },
  },
  {
    name: 'clock ahead, and set back before a start',
    async strike(ground) {
      const { shop, dice } = ground;
      await shop.setClock(dice.pick(JUMPS_MS));
      await lasting(ground);
      await shop.kill();
      await shop.setClock(0);
      await shop.start();
    },
  },
];
