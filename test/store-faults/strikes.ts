import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../apps/demo/plan/dice.js';
import { eventually } from '#testing';
import type { Shop } from './shop.js';
import type { World } from './world.js';

/** Something that really happens to stores. It leaves the world whole again. */
export interface Strike {
  readonly name: string;
  strike(world: World, shop: Shop, dice: Dice): Promise<void>;
}

interface Told {
  readonly head: { readonly seq: number };
  readonly waitingFacts: number;
}

const PATIENCE = { withinMs: 120_000, everyMs: 250 };
const lasting = (dice: Dice): Promise<void> => pause(dice.whole(300, 1_500));

/** Each for the line or the power of a store that goes on trading. */
export const passing: readonly Strike[] = [
  {
    name: 'line cut',
    async strike(_world, { line }, dice) {
      line.refuse();
      await lasting(dice);
      line.heal();
    },
  },
  {
    name: 'line silent',
    async strike(_world, { line }, dice) {
      line.staySilent();
      await lasting(dice);
      line.heal();
    },
  },
  {
    name: 'line halved: answers of the hub are lost',
    async strike(_world, { line }, dice) {
      for (const connection of line.connections) connection.hold('server');
      await lasting(dice);
      for (const connection of line.connections) connection.end();
    },
  },
  {
    name: 'line slow',
    async strike(_world, { line }, dice) {
      line.slowDown({ delayMs: dice.whole(50, 400), bytesPerSecond: 20_000 });
      await lasting(dice);
      line.heal();
    },
  },
  {
    name: 'node killed in the middle of approvals',
    async strike(_world, shop, dice) {
      await shop.kill();
      await lasting(dice);
      await shop.start();
    },
  },
  {
    name: 'hub killed',
    async strike(world, _shop, dice) {
      await world.killHub();
      await lasting(dice);
      await world.startHub();
    },
  },
];

/** Each ends a store, so each has one of its own. */
export const lasts: readonly Strike[] = [
  {
    name: 'disk cloned, both trade: a fork, named, and the store ended',
    async strike(world, shop) {
      await shop.stop();
      const clone = await shop.cloned(world.hubUrl);
      world.shops.push(clone);
      await shop.start();
    },
  },
  {
    name: 'older disk restored: refused, or a fork',
    async strike(_world, shop) {
      await shop.stop();
      await shop.backUp();
      await shop.start();
      const backedUp = (await shop.ask<Told>('/status')).head.seq;
      // The hub knows more than the copy does; how much more, trade tells.
      await eventually(
        () => shop.ask<Told>('/status'),
        ({ head, waitingFacts }) => head.seq - waitingFacts > backedUp,
        PATIENCE,
      );
      await shop.stop();
      await shop.restore();
      await shop.start();
    },
  },
];
