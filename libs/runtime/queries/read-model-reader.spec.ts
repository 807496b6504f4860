import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createMemoryDatabase } from '#adapters/memory';
import { type Database, event, type LogPosition, projection } from '#kernel';
import { z } from 'zod';

import { ReadModelBehind } from './failures.js';
import { computer } from '../surroundings.js';
import { ReadModelReader } from './read-model-reader.js';

class TillOpened extends event('tills.till-opened', { tillId: z.string() }, { key: 'tillId' }) {}

const tills = projection<{ readonly tillId: string }, [typeof TillOpened]>('tills.tills', {
  version: 1,
  events: [TillOpened],
  rowKey: ({ data }) => data.tillId,
  evolve: (_, { event: { data } }) => data,
});

/** A read model without rows, and the position of an event that it has not read. */
async function setUp() {
  const database = createMemoryDatabase();
  const seen = await database.transaction(async (tx) => {
    await tx.readModels.prepare([tills]);
    const at = new Date(0).toISOString();
    const ids = { id: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() };
    const data = { tillId: 'till-1' };
    return tx.events.append([
      { ...ids, at, data, type: TillOpened.type, version: 1, stream: 'tills.till/till-1', streamVersion: 1 },
    ]);
  });
  return { database, seen, reader: new ReadModelReader(database, computer) };
}

const catchUp = (database: Database, position: LogPosition) =>
  database.transaction(async (tx) => {
    await tx.readModels.save(tills, new Map([['till-1', { tillId: 'till-1' }]]));
    await tx.readModels.advance([tills], position);
  });

describe('Reading a read model', () => {
  it('takes it as it is when nothing is said about freshness', async () => {
    const { reader } = await setUp();
    await expect(reader.find(tills, 'till-1')).resolves.toBeUndefined();
    await expect(reader.list(tills, { limit: 9 })).resolves.toEqual([]);
  });

  it('waits until it has got as far as its reader has seen', async () => {
    const { database, seen, reader } = await setUp();
    const found = reader.find(tills, 'till-1', { seen, waitMs: 5_000 });
    const listed = reader.list(tills, { limit: 9 }, { seen, waitMs: 5_000 });
    await catchUp(database, seen);
    await expect(found).resolves.toEqual({ tillId: 'till-1' });
    await expect(listed).resolves.toEqual([{ tillId: 'till-1' }]);
  });

  it('says so when it does not get there in time', async () => {
    const { seen, reader } = await setUp();
    await expect(reader.find(tills, 'till-1', { seen, waitMs: 20 })).rejects.toBeInstanceOf(ReadModelBehind);
    await expect(reader.find(tills, 'till-1', { seen, waitMs: 0 })).rejects.toThrow('tills.tills');
  });
});
