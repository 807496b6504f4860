import { lasting, type Strike } from './strike.js';

/** On what carries bytes between a store and its hub. */
export const onLines: readonly Strike[] = [
  {
    name: 'connections to the hub refused',
    async strike(ground) {
      ground.shop.line.refuse();
      await lasting(ground);
      ground.shop.line.heal();
    },
  },
  {
    name: 'connections to the hub silent',
    async strike(ground) {
      ground.shop.line.staySilent();
      await lasting(ground);
      ground.shop.line.heal();
    },
  },
  {
    name: 'answers of the hub held back, and lost',
    async strike(ground) {
      const { line } = ground.shop;
      for (const connection of line.connections) connection.hold('server');
      await lasting(ground);
      for (const connection of line.connections) connection.end();
    },
  },
  {
    name: 'line slow',
    async strike(ground) {
      const { dice, shop } = ground;
      shop.line.slowDown({ delayMs: dice.whole(50, 400), bytesPerSecond: 20_000 });
      await lasting(ground, { min: 1_000, max: 3_000 });
      shop.line.heal();
    },
  },
];
