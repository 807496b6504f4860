import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import {
  accept,
  type BoundedContext,
  command,
  type Database,
  decider,
  event,
  saga,
  Unavailable,
  when,
} from '#kernel';
import { countingIds, eventually } from '#testing';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { computer } from '../surroundings.js';
import { PostOffice } from './post-office.js';
import { Routes } from './routes.js';
import { TimerLoop } from './timer-loop.js';

const fields = { tableId: z.string() };
const key = { key: 'tableId' } as const;

class TableTaken extends event('tables.table-taken', fields, key) {}
class ClearTable extends command('tables.clear-table', fields, key) {}
class TableCleared extends event('tables.table-cleared', fields, key) {}

const tables: BoundedContext = {
  name: 'tables',
  decides: [
    decider('tables.table', {
      initial: null,
      events: [TableTaken, TableCleared],
      evolve: () => null,
      decisions: [when(ClearTable, (_, { data }) => accept(new TableCleared(data)))],
    }),
  ],
  processes: [
    saga('tables.meal', { version: 1 })
      .startedBy(
        TableTaken,
        ({ data }) => ({ ...data }),
        ({ data }) => data.tableId,
      )
      .pivot('clear', (s) => s.send(ClearTable, ({ tableId }) => ({ tableId })).on(TableCleared))
      .build(),
  ],
};

/** One of its transactions, counted from 1, does not take place. */
function failingOnce(database: Database, failing: number): Database {
  let begun = 0;
  return {
    onDelivered: (listener) => database.onDelivered(listener),
    ping: () => database.ping(),
    close: () => database.close(),
    async transaction(work) {
      begun += 1;
      if (begun === failing) throw new Unavailable('The line was cut');
      return database.transaction(work);
    },
  };
}

describe('A timer that is due', () => {
  it.each([1, 2, 3])('becomes a message once, when transaction %i fails', async (failing) => {
    const database = createMemoryDatabase();
    await database.transaction((tx) =>
      tx.timers.set([{ saga: 'tables.meal', key: 'table-1', token: 'clear', dueAt: 0 }]),
    );
    const loop = new TimerLoop(
      failingOnce(database, failing),
      new Routes([tables]),
      new PostOffice(createMemoryTransport()),
      { ...computer, ids: countingIds() },
      () => undefined,
    );
    loop.start();
    const depths = () => database.transaction((tx) => tx.mailbox.depths());
    const waiting = await eventually(depths, ([queue]) => queue !== undefined, { withinMs: 60_000 }).finally(
      () => loop.stop(),
    );
    expect(waiting).toMatchObject([{ queue: 'tables', waiting: 1 }]);
    await expect(database.transaction((tx) => tx.timers.nextInMs(['tables.meal']))).resolves.toBeUndefined();
  });
});
