import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryDatabase } from '#adapters/memory';
import { type Database, Unavailable } from '#kernel';

import { computer } from '../surroundings.js';
import { OperationReader } from './operation-reader.js';

const principal = 'cashier';

describe('Waiting for operations', () => {
  let database: Database;
  let reader: OperationReader;
  let transactions: number;
  beforeEach(() => {
    const memory = createMemoryDatabase();
    transactions = 0;
    database = {
      onDelivered: (listener) => memory.onDelivered(listener),
      ping: () => memory.ping(),
      close: () => memory.close(),
      transaction(work) {
        transactions += 1;
        return memory.transaction(work);
      },
    };
    reader = new OperationReader(database, computer);
  });
  afterEach(() => reader.beforeApplicationShutdown());

  async function admit(): Promise<string> {
    const id = randomUUID();
    const about = { command: 'tills.open-till', key: 'till-1', correlationId: randomUUID() };
    const caller = { principal, idempotencyKey: randomUUID(), fingerprint: 'a'.repeat(64) };
    await database.transaction((tx) => tx.operations.admit([{ id, ...about, ...caller }]));
    return id;
  }

  const end = (id: string) =>
    database.transaction((tx) => tx.operations.change([{ id, state: 'succeeded' as const }]));

  it('is over when the operation has ended', async () => {
    const id = await admit();
    const waiting = reader.waitFor(id, principal, 30_000);
    await end(id);
    await expect(waiting).resolves.toMatchObject({ id, state: 'succeeded' });
  });

  it('is over when the time is, with the operation as it stands', async () => {
    const id = await admit();
    await expect(reader.waitFor(id, principal, 30)).resolves.toMatchObject({ state: 'accepted' });
    await expect(reader.waitFor(id, principal, 0)).resolves.toMatchObject({ state: 'accepted' });
  });

  it('is over at once when there is no such operation of this principal', async () => {
    const id = await admit();
    await expect(reader.waitFor(id, 'somebody else', 30_000)).resolves.toBeUndefined();
    await expect(reader.waitFor(randomUUID(), principal, 30_000)).resolves.toBeUndefined();
  });

  it('asks the database once for many who wait', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, admit));
    await Promise.all(ids.map(end));
    transactions = 0;
    await Promise.all(ids.map((id) => reader.waitFor(id, principal, 30_000)));
    expect(transactions).toBe(1);
  });

  it('does not wait for its next look when it is told', async () => {
    const id = await admit();
    reader.tellEnded([]);
    const waiting = reader.waitFor(id, principal, 30_000);
    await end(id);
    reader.tellEnded([id]);
    await expect(waiting).resolves.toMatchObject({ state: 'succeeded' });
  });

  it('fails for those who wait when the database goes away', async () => {
    const id = await admit();
    const waiting = reader.waitFor(id, principal, 30_000);
    await database.close();
    await expect(waiting).rejects.toBeInstanceOf(Unavailable);
  });

  it('is over for everybody when the program stops', async () => {
    const id = await admit();
    const waiting = reader.waitFor(id, principal, 30_000);
    await reader.beforeApplicationShutdown();
    await expect(waiting).resolves.toMatchObject({ state: 'accepted' });
    await expect(reader.waitFor(id, principal, 30_000)).resolves.toMatchObject({ state: 'accepted' });
  });
});
