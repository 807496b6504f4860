import { randomUUID } from 'node:crypto';
import { createMemoryDatabase } from '#adapters/memory';
import { type AnyEvent, type Database, MessageCatalog, type StoredEvent } from '#kernel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { giftCard } from './domain/gift-card.decider.js';
import { cardId, cardWith } from './domain/sample-card.js';
import { redeemedAtStore } from './domain/sample-statements.js';
import { fact, north, recorded } from './domain/sample-stores.js';
import { cardsInUseReader } from './read-cards-in-use.js';

const stream = `${giftCard.category}/${cardId}`;
const catalog = new MessageCatalog(giftCard.events);
const took = (seq: number, minor: number) =>
  recorded(north, [fact(seq, redeemedAtStore({ unbacked: minor }))], { balanceMinor: 0 });

describe('The reader of cards in use', () => {
  let database: Database;
  let read: ReturnType<typeof cardsInUseReader>;

  beforeEach(async () => {
    database = createMemoryDatabase();
    read = cardsInUseReader();
    await happened(1, ...cardWith(500), took(1, 30));
  });

  const happened = (from: number, ...events: readonly AnyEvent[]): Promise<unknown> =>
    database.transaction((tx) =>
      tx.events.append(
        events.map(({ type, version, data }, at) => ({
          id: randomUUID(),
          stream,
          streamVersion: from + at,
          type,
          version,
          data,
          at: '2026-11-28T08:00:00.000Z',
          correlationId: '1',
          causationId: '1',
        })),
      ),
    );

  /** How the card is, and how many of its events were decoded to know that. */
  const look = async (...cardIds: readonly string[]) => {
    let decoded = 0;
    const decode = (stored: StoredEvent) => {
      decoded += 1;
      return catalog.decode(stored);
    };
    const cards = await database.transaction((tx) => read(tx.events, cardIds, decode));
    return { cards, decoded };
  };

  it('reads a history once, and then what came since', async () => {
    const events = cardWith(500).length + 1;
    const first = await look(cardId);
    expect(first).toMatchObject({ decoded: events, cards: [{ standing: { balanceMinor: 470 } }] });
    await expect(look(cardId)).resolves.toEqual({ ...first, decoded: 0 });
    await happened(events + 1, took(2, 40));
    await expect(look(cardId)).resolves.toMatchObject({
      decoded: 1,
      cards: [{ standing: { balanceMinor: 430 }, tickets: [{ minor: 40 }, { minor: 30 }] }],
    });
  });

  it('passes over cards that nobody has issued', async () => {
    const { cards } = await look(randomUUID(), cardId);
    expect(cards.map(({ standing }) => standing.cardId)).toEqual([cardId]);
  });
});
