import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import { CommitUnknown, ConcurrentWrite, type Database, Unavailable } from '#kernel';

import { PostOffice } from '../engine/post-office.js';
import { computer } from '../surroundings.js';
import { CommandAdmission, type CommandRequest } from './command-admission.js';

function request(): CommandRequest {
  return {
    operation: {
      id: randomUUID(),
      command: 'tills.open-till',
      key: 'till-1',
      correlationId: randomUUID(),
      principal: 'cashier',
      idempotencyKey: randomUUID(),
      fingerprint: 'a'.repeat(64),
      saga: 'tills.closing',
    },
    queue: 'tills',
    version: 1,
    data: { tillId: 'till-1' },
  };
}

/** A database whose first transactions end like this; the commit of one in `committing` takes effect all the same. */
function troubled(failures: readonly Error[], { committing }: { committing: boolean }) {
  const database = createMemoryDatabase();
  const left = [...failures];
  const troubledDatabase: Database = {
    onDelivered: (listener) => database.onDelivered(listener),
    ping: () => database.ping(),
    close: () => database.close(),
    async transaction(work) {
      const failure = left.shift();
      if (!failure) return database.transaction(work);
      if (committing) await database.transaction(work);
      throw failure;
    },
  };
  return {
    database,
    admission: new CommandAdmission(
      troubledDatabase,
      new PostOffice(createMemoryTransport()),
      computer.clock,
    ),
  };
}

const depths = (database: Database) => database.transaction((tx) => tx.mailbox.depths());

describe('Admitting commands', () => {
  it('records the operation and posts the command to its decider', async () => {
    const { database, admission } = troubled([], { committing: false });
    const asked = request();
    const [admitted] = await admission.admit([asked]);
    expect(admitted).toMatchObject({ kind: 'new', operation: { id: asked.operation.id, state: 'accepted' } });
    const claimed = await database.transaction((tx) =>
      tx.mailbox.claim({ queues: ['tills'], limit: 9, share: 1 }),
    );
    expect(claimed).toMatchObject([
      {
        queue: 'tills',
        envelope: {
          id: asked.operation.id,
          operationId: asked.operation.id,
          endsWithSaga: 'tills.closing',
          kind: 'command',
          type: 'tills.open-till',
          version: 1,
          key: 'till-1',
          data: { tillId: 'till-1' },
        },
      },
    ]);
  });

  it('posts a request once when two with one key come in one batch', async () => {
    const { database, admission } = troubled([], { committing: false });
    const first = request();
    const twin = { ...first, operation: { ...first.operation, id: randomUUID() } };
    const other = {
      ...twin,
      operation: { ...twin.operation, id: randomUUID(), fingerprint: 'b'.repeat(64) },
    };
    const admitted = await admission.admit([first, twin, other]);
    expect(admitted.map((each) => each.kind)).toEqual(['new', 'repeated', 'reused']);
    expect(admitted[1]).toMatchObject({ operation: { id: first.operation.id } });
    expect(await depths(database)).toMatchObject([{ waiting: 1 }]);
  });

  it.each([true, false])(
    'asks again when nobody knows whether the commit took effect (it did: %s)',
    async (did) => {
      const { database, admission } = troubled([new CommitUnknown('cut at COMMIT')], { committing: did });
      const asked = request();
      const [admitted] = await admission.admit([asked]);
      expect(admitted).toMatchObject({ operation: { id: asked.operation.id } });
      expect(await depths(database)).toMatchObject([{ waiting: 1 }]);
    },
  );

  it('asks again when somebody wrote first', async () => {
    const { admission } = troubled([new ConcurrentWrite('too late')], { committing: false });
    await expect(admission.admit([request()])).resolves.toMatchObject([{ kind: 'new' }]);
  });

  it('gives up after some attempts, and at once when the database is away', async () => {
    const unknown = new CommitUnknown('cut at COMMIT');
    const cut = troubled([unknown, unknown, unknown], { committing: false });
    await expect(cut.admission.admit([request()])).rejects.toBe(unknown);
    const away = new Unavailable('no connection');
    const gone = troubled([away], { committing: false });
    await expect(gone.admission.admit([request()])).rejects.toBe(away);
  });
});
