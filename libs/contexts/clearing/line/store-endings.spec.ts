import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryDatabase } from '#adapters/memory';
import type { AnyEvent, Database, Fact } from '#kernel';
import { computer, Routes } from '#runtime';
import { StoreEnded, StoreEnrolled, StoreRegistered } from '../contracts/index.js';
import { store } from '../domain/store.decider.js';
import { StoreEndings } from './store-endings.js';

const storeId = '01980000-0000-7000-8000-000000005101';

const registered = new StoreRegistered({
  storeId,
  name: 'Main Street',
  currency: 'EUR',
  codeDigest: 'c'.repeat(43),
  codeUntilMs: 4_102_444_800_000,
});
const enrolled = new StoreEnrolled({ storeId, publicKey: 'k'.repeat(43) });
const endedBy = (reason: 'revoked' | 'forked' | 'lost') =>
  new StoreEnded({ storeId, reason, acceptedThrough: 0, why: 'It burnt down' });
const fact = (seq: number): Fact => ({
  id: `fact-${seq}`.padEnd(43, '_'),
  author: storeId,
  seq,
  prev: seq === 1 ? null : `fact-${seq - 1}`.padEnd(43, '_'),
  at: { ms: seq, count: 0 },
  says: { type: 'gift-cards.redeemed-at-store', version: 1, body: {} },
  signature: 's'.repeat(86),
});

let database: Database;
let endings: StoreEndings;

beforeEach(() => {
  database = createMemoryDatabase();
  const { catalog } = new Routes([{ name: 'clearing', decides: [store] }]);
  endings = new StoreEndings({ database, catalog });
});

const happened = (...events: readonly AnyEvent[]): Promise<unknown> =>
  database.transaction((tx) =>
    tx.events.append(
      events.map(({ type, version, data }, index) => ({
        id: computer.ids.next(),
        stream: `${store.category}/${storeId}`,
        streamVersion: index + 1,
        type,
        version,
        data,
        at: '2026-11-28T08:00:00.000Z',
        correlationId: computer.ids.next(),
        causationId: computer.ids.next(),
      })),
    ),
  );

describe('What is set aside at a store', () => {
  it('cannot be reclaimed while the store may still draw on it', async () => {
    const refused = { problem: { status: 409, code: 'clearing.store-has-not-ended' } };
    await happened(registered, enrolled);
    await expect(endings.requireEnded(storeId)).rejects.toMatchObject(refused);
  });

  it('cannot be reclaimed from a store whose node may still come, or that there is not', async () => {
    await expect(endings.requireEnded(storeId)).rejects.toMatchObject({ problem: { status: 404 } });
    await happened(registered);
    await expect(endings.requireEnded(storeId)).rejects.toMatchObject({ problem: { status: 409 } });
  });

  it.each(['revoked', 'forked', 'lost'] as const)(
    'can be reclaimed when it has ended: %s',
    async (reason) => {
      await happened(registered, enrolled, endedBy(reason));
      await expect(endings.requireEnded(storeId)).resolves.toBeUndefined();
    },
  );
});

describe('What the hub has heard of a store', () => {
  it('is all that it has taken into its chain, and not what waits for facts before it', async () => {
    await happened(registered, enrolled);
    await expect(endings.heardThrough(storeId)).resolves.toBe(0);
    await database.transaction(async (tx) => {
      await tx.facts.lockChains([storeId]);
      await tx.facts.append([fact(1), fact(2)]);
      await tx.facts.park([fact(4)]);
    });
    await expect(endings.heardThrough(storeId)).resolves.toBe(2);
  });

  it('is nothing of a store that there is not', async () => {
    await expect(endings.heardThrough(storeId)).resolves.toBe(0);
  });
});
