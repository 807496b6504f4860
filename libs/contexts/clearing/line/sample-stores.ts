import type { AnyEvent, Database, Fact } from '#kernel';
import { computer } from '#runtime';
import { StoreEnrolled, StoreRegistered } from '../contracts/index.js';
import { store } from '../domain/store.decider.js';

// Stores and what they said, for specs.

export const registered = (storeId: string): StoreRegistered =>
  new StoreRegistered({
    storeId,
    name: storeId.slice(-4),
    currency: 'EUR',
    codeDigest: 'c'.repeat(43),
    codeUntilMs: 4_102_444_800_000,
  });

export const enrolled = (storeId: string): readonly [StoreRegistered, StoreEnrolled] => [
  registered(storeId),
  new StoreEnrolled({ storeId, publicKey: 'k'.repeat(43) }),
];

const factId = (seq: number): string => `fact-${seq}`.padEnd(43, '_');

export const factOf = (author: string, seq: number): Fact => ({
  id: factId(seq),
  author,
  seq,
  prev: seq === 1 ? null : factId(seq - 1),
  at: { ms: seq, count: 0 },
  says: { type: 'gift-cards.redeemed-at-store', version: 1, body: {} },
  signature: 's'.repeat(86),
});

/** Adds to the history of a store. */
export const happenedTo = (
  database: Database,
  storeId: string,
  events: readonly AnyEvent[],
): Promise<unknown> =>
  database.transaction(async (tx) => {
    const stream = `${store.category}/${storeId}`;
    const before = (await tx.events.load([stream])).get(stream)?.length ?? 0;
    return tx.events.append(
      events.map(({ type, version, data }, index) => ({
        id: computer.ids.next(),
        stream,
        streamVersion: before + index + 1,
        type,
        version,
        data,
        at: '2026-11-28T08:00:00.000Z',
        correlationId: computer.ids.next(),
        causationId: computer.ids.next(),
      })),
    );
  });
