import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryDatabase } from '#adapters/memory';
import type { AnyEvent, Database } from '#kernel';
import { Routes } from '#runtime';
import { StoreEnded } from '../contracts/index.js';
import { store } from '../domain/store.decider.js';
import { enrolled, factOf, happenedTo, registered } from '../line/sample-stores.js';
import { StoreEndings } from './store-endings.js';

const storeId = '01980000-0000-7000-8000-000000005101';

const endedBy = (reason: 'revoked' | 'forked' | 'lost') =>
  new StoreEnded({ storeId, reason, acceptedThrough: 0, why: 'It burnt down' });

let database: Database;
let endings: StoreEndings;

beforeEach(() => {
  database = createMemoryDatabase();
  const { catalog } = new Routes([{ name: 'clearing', decides: [store] }]);
  endings = new StoreEndings({ database, catalog });
});

const happened = (...events: readonly AnyEvent[]) => happenedTo(database, storeId, events);

describe('What is set aside at a store', () => {
  it('cannot be reclaimed while the store may still draw on it', async () => {
    const refused = { problem: { status: 409, code: 'clearing.store-has-not-ended' } };
    await happened(...enrolled(storeId));
    await expect(endings.requireEnded(storeId)).rejects.toMatchObject(refused);
  });

  it('cannot be reclaimed from a store whose node may still come, or that there is not', async () => {
    await expect(endings.requireEnded(storeId)).rejects.toMatchObject({ problem: { status: 404 } });
    await happened(registered(storeId));
    await expect(endings.requireEnded(storeId)).rejects.toMatchObject({ problem: { status: 409 } });
  });

  it.each(['revoked', 'forked', 'lost'] as const)(
    'can be reclaimed when it has ended: %s',
    async (reason) => {
      await happened(...enrolled(storeId), endedBy(reason));
      await expect(endings.requireEnded(storeId)).resolves.toBeUndefined();
    },
  );
});

describe('What the hub has heard of a store', () => {
  it('is all that it has taken into its chain, and not what waits for facts before it', async () => {
    await happened(...enrolled(storeId));
    await expect(endings.heardThrough(storeId)).resolves.toBe(0);
    await database.transaction(async (tx) => {
      await tx.facts.lockChains([storeId]);
      await tx.facts.append([factOf(storeId, 1), factOf(storeId, 2)]);
      await tx.facts.park([factOf(storeId, 4)]);
    });
    await expect(endings.heardThrough(storeId)).resolves.toBe(2);
  });

  it('is nothing of a store that there is not', async () => {
    await expect(endings.heardThrough(storeId)).resolves.toBe(0);
  });
});
