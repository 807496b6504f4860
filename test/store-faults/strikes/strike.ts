import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Trade } from '../trade/trade.js';
import type { Shop } from '../world/shop.js';
import type { World } from '../world/world.js';

/** What a strike may lay hands on: a shop, and what is around it. */
export interface Ground {
  readonly world: World;
  readonly shop: Shop;
  readonly trade: Trade;
  readonly dice: Dice;
}

/** Something that really happens to a shop while it trades. It leaves the world whole again, or ends the store. */
export interface Strike {
  readonly name: string;
  strike(ground: Ground): Promise<void>;
}

/** As long as something is wrong: what happens meanwhile is up to chance. */
export const lasting = (
  { dice }: Ground,
  ms: { readonly min: number; readonly max: number } = { min: 300, max: 1_500 },
) => pause(dice.whole(ms.min, ms.max));
