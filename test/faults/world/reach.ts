import { setTimeout as pause } from 'node:timers/promises';
import type { Line, LineConnection } from '#testing/servers';
import type { Moment } from './moments.js';

/**
 * Waits until these words pass a line, and until an answer is held where one is asked for.
 * @returns undefined when nobody says them in that time
 */
export async function reach(
  line: Line,
  { snare, heldFrom }: Moment,
  withinMs: number,
): Promise<LineConnection | undefined> {
  const caught = line.catch(snare);
  const over = new AbortController();
  const late = pause(withinMs, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    const connection = await Promise.race([caught.connection, late]);
    if (connection && heldFrom) await Promise.race([connection.heldSomething(heldFrom), late]);
    return connection;
  } finally {
    over.abort();
    caught.giveUp();
  }
}
