import { createMemoryDatabase } from '#adapters/memory';
import { type AnyEvent, MessageCatalog } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ACTIVITIES_MAX, lastActivities } from './card-histories.js';
import { cardId, cardWith, redeemed } from './domain/sample-card.js';
import { giftCard } from './domain/gift-card.decider.js';

const catalog = new MessageCatalog(giftCard.events);
const at = new Date(0).toISOString();

async function happened(events: readonly AnyEvent[]) {
  const database = createMemoryDatabase();
  const stored = events.map(({ type, version, data }, index) => ({
    id: randomUUID(),
    stream: `${giftCard.category}/${cardId}`,
    streamVersion: index + 1,
    type,
    version,
    data,
    at,
    correlationId: 'a',
    causationId: 'b',
  }));
  await database.transaction((tx) => tx.events.append(stored));
  return (version: number) =>
    database.transaction(async (tx) => {
      const told = await lastActivities(tx.events, [{ cardId, version }], (each) => catalog.decode(each));
      return (told.get(cardId) ?? []).map(({ what, amountMinor }) => `${what} ${amountMinor ?? ''}`.trim());
    });
}

describe('The last of what happened to a card', () => {
  it('is told newest first, up to the event that is asked for', async () => {
    const toldUpTo = await happened([...cardWith(1_000), redeemed(1), redeemed(2)]);
    await expect(toldUpTo(4)).resolves.toEqual([
      'card-redeemed 1',
      'card-loaded 1000',
      'card-activated',
      'card-issued',
    ]);
  });

  it('is no more than people read, however long the history is', async () => {
    const many = Array.from({ length: 3 * ACTIVITIES_MAX }, (_, index) => redeemed(index + 1));
    const told = await (await happened([...cardWith(90_000), ...many]))(3 * ACTIVITIES_MAX + 3);
    expect(told).toHaveLength(ACTIVITIES_MAX);
    expect(told[0]).toBe(`card-redeemed ${3 * ACTIVITIES_MAX}`);
  });
});
