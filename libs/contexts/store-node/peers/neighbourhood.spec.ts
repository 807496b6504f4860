import { seals } from '#adapters/crypto';
import { CardBlockedAtStore, STORE_LIST, type StoreStatement } from '#contracts/gift-cards';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { emptyChain, type Fact, sealFact, sealNotice } from '#kernel';
import { MemoryStoreDatabase } from '../adapters/memory/memory-store-database.js';
import type { Neighbour } from '../ports/neighbour.js';
import { noChanges } from '../ports/store-database.js';
import { uuidOf } from '#runtime';
import {
  cardId,
  hotNotice,
  hub,
  openNode,
  otherSigner,
  otherStoreId,
  redeeming,
  SetClock,
  signer,
  storeId,
  values,
} from '#testing/store-node';
import { receiving, toldBy } from '../sync/receive.js';
import { momentOf } from '../writer/node-state.js';
import { NodeUnfit, type Writer } from '../writer/writer.js';
import { Neighbourhood } from './neighbourhood.js';

const blocked = CardBlockedAtStore.say({
  cardId,
  till: 'till-9',
  requestId: 'b-1',
  blockId: 'b10c0000-0000-4000-8000-000000000001',
  reason: 'Reported stolen',
});

const saidElsewhere = (says: StoreStatement, by = otherSigner): Fact =>
  sealFact(says, { author: otherStoreId, head: emptyChain, at: { ms: 1, count: 0 } }, { seals, signer: by });

describe('Two nodes that see each other', () => {
  let writer: Writer;
  let database: MemoryStoreDatabase;
  let neighbourhood: Neighbourhood;
  let clock: SetClock;
  const neighbours: Neighbour[] = [];

  beforeEach(async () => {
    database = new MemoryStoreDatabase();
    clock = new SetClock();
    writer = await openNode(database, clock);
    const onTrouble = () => undefined;
    const chance = { fraction: () => 0 };
    neighbourhood = new Neighbourhood({ neighbours, writer, database, clock, chance, seals, onTrouble });
  });

  const nothing = { frontier: {}, facts: [], hot: [] };

  it('tell each other what the hub has not confirmed', async () => {
    await writer.decide(redeeming('r-1', 100), false);
    const answer = await neighbourhood.hear(nothing);
    expect(answer.facts.map(({ seq }) => seq)).toEqual([1]);
    const author = writer.committed.books.storeId;
    expect((await neighbourhood.hear({ ...nothing, frontier: { [author]: 1 } })).facts).toEqual([]);
  });

  it('decline a card that was blocked at the other store', async () => {
    await neighbourhood.hear({ ...nothing, facts: [saidElsewhere(blocked)] });
    expect(await writer.decide(redeeming('r-1', 100), false)).toMatchObject({
      why: { code: 'card-blocked' },
    });
    expect((await neighbourhood.hear(nothing)).frontier).toMatchObject({ [otherStoreId]: 1 });
  });

  it('decline a card that the hub has blocked, of which only the other store has heard', async () => {
    const hot = hotNotice({ cardId, blockId: 'hub-1', version: 2 });
    await neighbourhood.hear({ ...nothing, hot: [hot] });
    expect(await writer.decide(redeeming('r-1', 100), false)).toMatchObject({
      why: { code: 'card-blocked' },
    });
    expect((await neighbourhood.hear(nothing)).hot).toEqual([hot]);
  });

  it('tell whom they call, and who calls them, of all cards that are blocked, a page at a time', async () => {
    const blockedCards = Array.from({ length: 450 }, (_, at) =>
      hotNotice({ cardId: uuidOf(seals.digest(`card ${at}`)), blockId: 'hub-1', version: 1 }),
    );
    await database.commit({ ...noChanges, hot: blockedCards });
    const heard = new Set<string>();
    let answer = await neighbourhood.hear(nothing);
    for (let page = 1; page <= 3; page += 1) {
      for (const { body } of answer.hot) heard.add(body.cardId);
      answer = await neighbourhood.hear({ ...nothing, hotAfter: answer.hot.at(-1)?.body });
    }
    expect(heard.size).toBe(450);
    expect(answer.hot).toEqual([]);
  });

  it('forget what a store that has ended told them, when the hub says that it has', async () => {
    await neighbourhood.hear({ ...nothing, facts: [saidElsewhere(blocked)] });
    expect(await writer.decide(redeeming('r-1', 100), false)).toMatchObject({
      why: { code: 'card-blocked' },
    });
    const stores = values.stores?.stores.map((store) =>
      store.storeId === otherStoreId ? { ...store, acceptedThrough: 0 } : store,
    );
    const told = toldBy([sealNotice(STORE_LIST, { version: 2, stores }, hub)]);
    await writer.run(receiving(told, { place: {}, now: (state) => momentOf(state, clock) }));
    expect(await writer.decide(redeeming('r-2', 100), false)).toMatchObject({ outcome: 'approved' });
  });

  it('stand down when the other one knows facts by their own key that their books lack', async () => {
    await writer.decide(redeeming('r-1', 100), false);
    const [own] = (await neighbourhood.hear(nothing)).facts;
    const next = { author: storeId, head: { seq: 1, id: own!.id }, at: { ms: 2, count: 0 } };
    await neighbourhood.hear({
      ...nothing,
      facts: [own!, sealFact(blocked, next, { seals, signer: otherSigner })],
    });
    expect(await writer.decide(redeeming('r-2', 100), false)).toMatchObject({ outcome: 'approved' });
    const further = { ...next, head: { seq: 2, id: own!.id } };
    await neighbourhood.hear({ ...nothing, facts: [sealFact(blocked, further, { seals, signer })] });
    await expect(writer.decide(redeeming('r-3', 100), false)).rejects.toThrow(NodeUnfit);
  });

  it('believe only what the author has signed', async () => {
    const forged = saidElsewhere(blocked, signer);
    const edited = {
      ...saidElsewhere(blocked),
      says: { ...blocked, body: { ...blocked.body, reason: 'Nothing' } },
    };
    const hot = { ...hotNotice({ cardId, blockId: 'hub-1', version: 2 }), signature: forged.signature };
    await neighbourhood.hear({ ...nothing, facts: [forged, edited], hot: [hot] });
    expect(await writer.decide(redeeming('r-1', 100), false)).toMatchObject({ outcome: 'approved' });
  });
});
