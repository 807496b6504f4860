import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Hub } from '../world/hub.js';
import type { World } from '../world/world.js';

/**
 * Strikes a hub that nobody else strikes meanwhile.
 * @returns what was struck; nothing when all are taken
 */
export async function withHub(
  world: World,
  dice: Dice,
  strike: (hub: Hub) => Promise<readonly string[]>,
  role?: Hub['role'],
): Promise<readonly string[]> {
  const hub = world.claim((free) => dice.pick(free), role);
  if (!hub) return [];
  try {
    return await strike(hub);
  } finally {
    world.giveBack(hub);
  }
}
