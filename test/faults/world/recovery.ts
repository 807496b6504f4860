import { eventually, NotEventually } from '#testing';
import type { World } from './world.js';

/** P16: an outage of any length is over this long after what was away is back. */
const RECOVERY_MS_MAX = 60_000;

const ENDED = `select count(*)::integer as count from countersign.operation where ended_at is not null`;

async function ended(world: World): Promise<number> {
  const [row] = await world.sql<{ count: number }>(ENDED);
  return row?.count ?? 0;
}

/** Waits until commands are carried out again; a world in which they are not breaks its promise. */
export async function recovered(world: World): Promise<void> {
  const before = await eventually(
    () => ended(world),
    () => true,
    { withinMs: RECOVERY_MS_MAX },
  );
  try {
    await eventually(
      () => ended(world),
      (count) => count > before,
      { withinMs: RECOVERY_MS_MAX, everyMs: 50 },
    );
  } catch (error) {
    if (!(error instanceof NotEventually)) throw error;
    world.broken.push(`P16: nothing was carried out for ${RECOVERY_MS_MAX} ms after the outage was over`);
  }
}
