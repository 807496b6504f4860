import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConcurrentWrite, type Database, type StoredEvent } from '#kernel';
import { message, nextId, to } from '#testing/compliance';
import { type FreshDatabase, freshDatabase } from '#testing/servers';
import { openPostgres } from './database.js';

const AT = '2026-03-01T09:30:00.125Z';

const storedEvent = (stream: string, streamVersion: number): StoredEvent => ({
  id: nextId(),
  stream,
  streamVersion,
  type: 'tills.noted',
  version: 1,
  data: {},
  at: AT,
  correlationId: 'a',
  causationId: 'a',
});

describe('Statements that a transaction does not wait for one by one', () => {
  let fresh: FreshDatabase;
  let database: Database;

  // With one connection, what a failure leaves behind meets the next transaction.
  beforeEach(async () => {
    fresh = await freshDatabase();
    database = await openPostgres({ url: fresh.url, connectionsMax: 1 });
  });

  afterEach(async () => {
    await database.close();
    await fresh.drop();
  });

  const timer = (token: string) => ({ saga: 'tills.closing', key: '1', token });

  it('take effect in the order in which they were asked for', async () => {
    await database.transaction((tx) =>
      Promise.all([
        tx.timers.set([{ ...timer('a'), dueAt: 0 }]),
        tx.timers.cancel([timer('a')]),
        tx.timers.set([{ ...timer('b'), dueAt: 0 }]),
      ]),
    );
    await expect(database.transaction((tx) => tx.timers.takeDue(10, ['tills.closing']))).resolves.toEqual([
      timer('b'),
    ]);
  });

  it('are undone together when one fails, whatever came behind it', async () => {
    await database.transaction((tx) => tx.events.append([storedEvent('till/1', 1)]));
    const failing = database.transaction((tx) =>
      Promise.all([
        tx.timers.set([{ ...timer('a'), dueAt: 0 }]),
        tx.events.append([storedEvent('till/1', 1)]),
        tx.events.load(['till/1']),
        tx.mailbox.deliver(to('tills', message('till-1', 'a'))),
      ]),
    );
    await expect(failing).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(database.transaction((tx) => tx.timers.takeDue(10, ['tills.closing']))).resolves.toEqual([]);
    await expect(database.transaction((tx) => tx.mailbox.depths())).resolves.toEqual([]);
  });

  it('can be asked again on the connection where they failed before they were planned', async () => {
    await database.transaction((tx) => tx.events.append([storedEvent('till/1', 1)]));
    const failing = database.transaction((tx) =>
      Promise.all([
        tx.events.append([storedEvent('till/1', 1)]),
        tx.events.load(['till/1']),
        tx.events.load(['till/2']),
      ]),
    );
    await expect(failing).rejects.toBeInstanceOf(ConcurrentWrite);
    const streams = await database.transaction((tx) => tx.events.load(['till/1', 'till/2']));
    expect([...streams.keys()]).toEqual(['till/1']);
  });
});
