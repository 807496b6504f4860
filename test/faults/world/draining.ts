import type { Hub } from './hub.js';
import type { World } from './world.js';

/** P14: it ends in order within this time, whatever it is doing. */
const DRAIN_MS_MAX = 30_000;

/** Asks a hub to stop, by SIGTERM. One that does not do so in order and in time has broken a promise. */
export async function drain(world: World, hub: Hub): Promise<void> {
  const startedAt = performance.now();
  const code = await hub.stop();
  const ms = Math.round(performance.now() - startedAt);
  if (code !== 0 || ms > DRAIN_MS_MAX) {
    world.broken.push(`P14: ${hub.name} ended with ${code} after ${ms} ms when it was asked to stop`);
  }
}
