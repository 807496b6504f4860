import { createSigner, newPrivateKey, seals } from '#adapters/crypto';
import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import { CARD_STANDING, CHECKPOINT, STORE_LIST, STORE_TERMS } from '#contracts/gift-cards';
import type { Database } from '#kernel';
import { computer, PostOffice, Routes } from '#runtime';
import { standing } from '#testing/store-node';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { store } from '../domain/store.decider.js';
import type { CardsInUse } from '../ports/cards-in-use.js';
import { stores } from '../read-models/stores.projection.js';
import { HubVoice } from './hub-voice.js';
import { NewsDesk } from './news.js';
import { PrefetchDesk } from './prefetch-desk.js';
import { enrolled, happenedTo } from './sample-stores.js';

const north = '01980000-0000-7000-8000-000000005101';
const [one, other] = ['01980000-0000-7000-8000-00000000c001', '01980000-0000-7000-8000-00000000c002'];

const cards: CardsInUse = async (_, cardIds) =>
  cardIds.map((cardId) => ({
    standing: standing({ cardId, allowances: [] }),
    tickets: [],
    ticketsSinceRecall: 0,
  }));

/** A hub as it was when its store had just taken its place. */
async function newHub(): Promise<{ readonly database: Database; readonly desk: NewsDesk }> {
  const database = createMemoryDatabase();
  const routes = new Routes([{ name: 'clearing', decides: [store] }]);
  const sending = { routes, postOffice: new PostOffice(createMemoryTransport()), surroundings: computer };
  await happenedTo(database, north, enrolled(north));
  await database.transaction(async (tx) => {
    await tx.readModels.prepare([stores]);
    await tx.readModels.save(stores, new Map([[north, { storeId: north, status: 'enrolled' }]]));
  });
  const voice = new HubVoice(createSigner(newPrivateKey()));
  const prefetch = new PrefetchDesk({ ...sending, seals, leaseMs: 3_600_000, rule: undefined });
  const { catalog } = routes;
  return {
    database,
    desk: new NewsDesk({ database, catalog, clock: computer.clock, voice, cards, prefetch }),
  };
}

const changes = (database: Database, ...cardIds: readonly string[]): Promise<void> =>
  database.transaction((tx) =>
    tx.facts.announce({ concerns: cardIds.map((cardId) => ({ storeId: north, cardId })), changed: [] }),
  );

describe('What a hub has to tell a store', () => {
  let database: Database;
  let desk: NewsDesk;

  beforeEach(async () => {
    ({ database, desk } = await newHub());
    await changes(database, one, other);
  });

  const toldBy = async (teller: NewsDesk, after: string) => {
    const { notices, bookmark } = await teller.since(north, after, 100, {
      waitSeconds: 0,
      isGone: () => false,
    });
    return { kinds: notices.map(({ kind }) => kind), bookmark };
  };
  const everything = [STORE_TERMS, CHECKPOINT, STORE_LIST, CARD_STANDING, CARD_STANDING];

  it('is all of it at first, and then what has changed', async () => {
    const first = await toldBy(desk, '');
    expect(first.kinds).toEqual(everything);
    const nothing = await toldBy(desk, first.bookmark);
    expect(nothing).toEqual({ kinds: [], bookmark: first.bookmark });
    await changes(database, one);
    expect((await toldBy(desk, first.bookmark)).kinds).toEqual([CARD_STANDING]);
  });

  it('is nothing, at once, when the store waits for it no more', async () => {
    const { bookmark } = await toldBy(desk, '');
    const left = await desk.since(north, bookmark, 100, { waitSeconds: 25, isGone: () => true });
    expect(left).toMatchObject({ notices: [], bookmark });
  });

  it('is all of it again when the hub was set back to before what the store was told', async () => {
    for (let times = 0; times < 5; times++) await changes(database, one);
    const { bookmark } = await toldBy(desk, '');
    const earlier = await newHub();
    await changes(earlier.database, one, other);
    const again = await toldBy(earlier.desk, bookmark);
    expect(again.kinds).toEqual(everything);
    expect((await toldBy(earlier.desk, again.bookmark)).kinds).toEqual([]);
    await changes(earlier.database, other);
    expect((await toldBy(earlier.desk, again.bookmark)).kinds).toEqual([CARD_STANDING]);
  });
});
