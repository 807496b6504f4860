import { createMemoryDatabase } from '#adapters/memory';
import type { LogPosition } from '#kernel';
import { Client } from './client.js';
import { PROJECTIONS, type Side } from './hand.js';
import type { Names } from './names.js';
import type { Stage } from './stage.js';

/** @param clients how many */
export async function memoryStage(names: Names, clients: number): Promise<Stage> {
  let now = Date.now();
  // No two transactions begin at the same time, as they do not in PostgreSQL when one waits for the other to begin.
  const database = createMemoryDatabase({ clock: { now: () => (now += 1) } });
  const logStart = await database.transaction(async (tx): Promise<LogPosition> => {
    await tx.readModels.prepare(PROJECTIONS);
    return tx.events.horizon();
  });
  const side: Side = { names, logStart, leased: [], letters: [], outgoing: new Map() };
  // Each has a connection of its own, which can be taken away.
  const connections = Array.from({ length: clients }, () => database.another());
  const actors = connections.map((each) => new Client(each, side));
  return {
    database,
    side,
    clients: actors,
    begin: async (client) => {
      await actors[client]?.begin();
    },
    kill: async (client) => connections[client]?.cut(),
  };
}
