import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import type { AnyEvent, Database } from '#kernel';
import { computer, PostOffice, Routes } from '#runtime';
import { RiskGranted, RiskReplenished, StoreEnded } from '../contracts/index.js';
import { overdraftCase } from '../domain/overdraft-case.decider.js';
import { store } from '../domain/store.decider.js';
import { exposures } from '../read-models/exposures.projection.js';
import { hearings } from '../read-models/hearings.projection.js';
import { stores } from '../read-models/stores.projection.js';
import { enrolled, factOf, happenedTo } from './sample-stores.js';
import { StoreContact } from './store-contact.js';

const [north, south] = ['01980000-0000-7000-8000-000000005101', '01980000-0000-7000-8000-000000005102'];
const caseId = '01980000-0000-7000-8000-00000000ca5e';

const budgeted = (storeId: string) => [
  ...enrolled(storeId),
  new RiskGranted({ storeId, grantId: 'budget', minor: 10_000 }),
];

describe('A store that speaks up', () => {
  let database: Database;
  let contact: StoreContact;

  beforeEach(async () => {
    database = createMemoryDatabase();
    const routes = new Routes([{ name: 'clearing', decides: [store, overdraftCase] }]);
    const postOffice = new PostOffice(createMemoryTransport());
    contact = new StoreContact({ database, routes, postOffice, surroundings: computer });
    await database.transaction((tx) => tx.readModels.prepare([stores, exposures, hearings]));
    for (const storeId of [north, south]) await happened(storeId, budgeted(storeId), 'enrolled');
  });

  /** What became of a store, in its history and in the list of stores. */
  const happened = async (storeId: string, events: readonly AnyEvent[], status: string): Promise<void> => {
    await happenedTo(database, storeId, events);
    await database.transaction((tx) => tx.readModels.save(stores, new Map([[storeId, { storeId, status }]])));
  };

  const noRiskAfterAll = (endedMinor: number): Promise<void> =>
    database.transaction((tx) =>
      tx.readModels.save(exposures, new Map([[north, { storeId: north, endedMinor }]])),
    );

  const waits = (heardFrom: readonly string[] = []): Promise<void> =>
    database.transaction((tx) => tx.readModels.save(hearings, new Map([[caseId, { caseId, heardFrom }]])));

  const told = (...seqs: readonly number[]): Promise<void> =>
    database.transaction(async (tx) => {
      await tx.facts.lockChains([north]);
      await tx.facts.append(seqs.map((seq) => factOf(north, seq)));
    });

  /** What is asked of clearing because north has spoken up. */
  const asked = async (headSeq?: number) => {
    await contact.from(north, headSeq);
    return database.transaction(async (tx) => {
      const claimed = await tx.mailbox.claim({ queues: ['clearing'], limit: 10, share: 1 });
      await tx.mailbox.complete(claimed);
      return claimed.map(({ envelope: { type, data } }) => ({ type, data }));
    });
  };

  it('asks nothing when there is nothing to give back and nobody waits', async () => {
    await told(1);
    await expect(asked(1)).resolves.toEqual([]);
  });

  it('is given back what was no risk after all, as soon as it is a twentieth of its budget', async () => {
    await noRiskAfterAll(499);
    await expect(asked()).resolves.toEqual([]);
    await noRiskAfterAll(500);
    const replenish = { type: 'clearing.replenish-risk', data: { storeId: north, endedMinor: 500 } };
    await expect(asked()).resolves.toEqual([replenish]);
    await happened(north, [new RiskReplenished({ storeId: north, minor: 500, endedMinor: 500 })], 'enrolled');
    await expect(asked()).resolves.toEqual([]);
    await noRiskAfterAll(999);
    await expect(asked()).resolves.toEqual([]);
  });

  it('is given back nothing when it has ended', async () => {
    await noRiskAfterAll(5_000);
    const end = new StoreEnded({ storeId: north, reason: 'lost', acceptedThrough: 0, why: 'It burnt down' });
    await happened(north, [end], 'ended');
    await expect(asked()).resolves.toEqual([]);
  });

  it('is heard for an overdraft when the hub has all of its chain, and not before', async () => {
    await waits();
    await told(1);
    await expect(asked()).resolves.toEqual([]);
    await expect(asked(2)).resolves.toEqual([]);
    await told(2);
    await expect(asked(2)).resolves.toEqual([
      { type: 'clearing.note-store-heard', data: { caseId, storeId: north } },
    ]);
  });

  it('is heard once', async () => {
    await waits([north]);
    await expect(asked(0)).resolves.toEqual([]);
  });

  it('ends the wait when it was the last of those that may speak', async () => {
    await waits([south]);
    await expect(asked(0)).resolves.toMatchObject([
      { type: 'clearing.confirm-stores-heard', data: { caseId } },
    ]);
  });

  it('ends the wait when the others have ended', async () => {
    await waits();
    const end = new StoreEnded({ storeId: south, reason: 'lost', acceptedThrough: 0, why: 'It burnt down' });
    await happened(south, [end], 'ended');
    await expect(asked(0)).resolves.toMatchObject([
      { type: 'clearing.confirm-stores-heard', data: { caseId } },
    ]);
  });
});
