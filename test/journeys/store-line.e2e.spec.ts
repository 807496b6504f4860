import { randomUUID } from 'node:crypto';
import { CARD_STANDING, CardRedeemedAtStore, CHECKPOINT, STORE_TERMS } from '#contracts/gift-cards';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import type { ApiClient, HubProcess } from '#testing/hub';
import { Platform } from './platform.js';
import { SampleNode } from './sample-node.js';

const WITHIN = { withinMs: 60_000 };

let platform: Platform;
let hub: HubProcess;
let api: ApiClient;

beforeAll(async () => {
  platform = await Platform.start();
  hub = await platform.hub();
  api = platform.api(hub);
});
afterAll(() => platform.stop());

async function cardWith(minor: number): Promise<string> {
  const card = await api.post('/v1/gift-cards', { currency: 'EUR' }, { waitSeconds: 10 });
  const amount = { minor, currency: 'EUR' };
  await api.post(`/v1/gift-cards/${card.body.key}/loads`, { amount }, { waitSeconds: 10 });
  return card.body.key;
}

async function enrolled(): Promise<SampleNode> {
  const node = await SampleNode.register(hub.url, api);
  await expect(node.enrol()).resolves.toMatchObject({ status: 200 });
  return node;
}

const redeemed = (cardId: string, minor: number, allowanceId?: string) =>
  CardRedeemedAtStore.say({
    cardId,
    till: 'till-1',
    requestId: randomUUID(),
    requestedMinor: minor,
    allowPartial: false,
    minor,
    draws: allowanceId === undefined ? [] : [{ allowanceId, minor }],
    unbackedMinor: allowanceId === undefined ? minor : 0,
    mode: 'hybrid',
    seenVersion: 0,
  });

const balanceBecomes = (cardId: string, balanceMinor: number) =>
  eventually(
    async () => (await api.get(`/v1/gift-cards/${cardId}`)).body,
    (card) => card['balanceMinor'] === balanceMinor,
    WITHIN,
  );

describe('The node of a store', () => {
  it('takes its place with its code, once, and is told its terms by the hub', async () => {
    const node = await SampleNode.register(hub.url, api, 'Harbour');
    await expect(node.enrol(`${node.storeId}.${'x'.repeat(32)}`)).resolves.toMatchObject({
      status: 403,
      body: { code: 'enrolment-refused' },
    });
    const answer = await node.enrol();
    expect(answer).toMatchObject({ status: 200, body: { storeId: node.storeId } });
    const [terms] = node.noticesIn(answer.body);
    expect(terms).toMatchObject({ kind: STORE_TERMS, body: { name: 'Harbour', status: 'enrolled' } });
    await expect(node.enrol()).resolves.toMatchObject({ status: 200 });
  });

  it('is believed only as it has signed', async () => {
    const [node, other] = [await enrolled(), await enrolled()];
    const stranger = Object.assign(Object.create(SampleNode.prototype), node, { signer: other.signer });
    await expect(stranger.get('/v1/store-line/news')).resolves.toMatchObject({
      status: 401,
      body: { code: 'clearing.not-signed' },
    });
  });

  it('gets an allowance for a request, draws on it, and is told that the hub knows', async () => {
    const [node, cardId] = [await enrolled(), await cardWith(5_000)];
    const asked = await node.post('/v1/store-line/allowances', {
      cardId,
      minor: 2_000,
      requestKey: `till-1/${randomUUID()}`,
    });
    const [standing] = node.noticesIn(asked.body);
    const allowances = Object(standing?.body['allowances']);
    expect(allowances).toMatchObject([{ storeId: node.storeId, leftMinor: 2_000, recalled: false }]);
    const fact = node.say(redeemed(cardId, 700, allowances[0].id));
    const { body } = await node.push(fact);
    expect(node.noticesIn(body)).toMatchObject([{ kind: CHECKPOINT, body: { seq: 1, head: fact.id } }]);
    await balanceBecomes(cardId, 4_300);
    const told = await eventually(
      () => node.news(),
      (notices) => notices.some((each) => Object(each.body['frontier'])[node.storeId] === 1),
      WITHIN,
    );
    expect(told.find(({ kind }) => kind === CARD_STANDING)?.body).toMatchObject({
      cardId,
      balanceMinor: 4_300,
      allowances: [{ leftMinor: 1_300 }],
    });
  });

  it('may send all of it again: each fact counts once', async () => {
    const [node, cardId] = [await enrolled(), await cardWith(5_000)];
    node.say(redeemed(cardId, 100));
    node.say(redeemed(cardId, 200));
    for (const facts of [node.facts, node.facts.toReversed(), node.facts]) await node.push(...facts);
    await balanceBecomes(cardId, 4_700);
  });

  it('may send them in any order: those that come early wait', async () => {
    const [node, cardId] = [await enrolled(), await cardWith(5_000)];
    const [first, second, third] = [100, 200, 300].map((minor) => node.say(redeemed(cardId, minor)));
    if (!first || !second || !third) throw new Error('Nothing was said');
    const early = await node.push(third, second);
    expect(node.noticesIn(early.body)).toMatchObject([{ body: { seq: 0 } }]);
    await expect(node.push(first)).resolves.toMatchObject({ body: { notices: [{ body: { seq: 3 } }] } });
    await balanceBecomes(cardId, 4_400);
  });
});

describe('What cannot have been said', () => {
  it('is put aside with the reason, and changes no balance', async () => {
    const [node, other, cardId] = [await enrolled(), await enrolled(), await cardWith(5_000)];
    const good = node.say(redeemed(cardId, 100));
    const edited = { ...node.say(redeemed(cardId, 200)), says: redeemed(cardId, 1) };
    const forged = { ...good, seq: 2, id: good.id, signature: other.say(redeemed(cardId, 5)).signature };
    const foreign = { ...good, author: randomUUID() };
    const { body } = await node.push(edited, forged, foreign, good);
    expect(body['problems']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ why: 'edited' }),
        expect.objectContaining({ why: 'unknown-author' }),
      ]),
    );
    await balanceBecomes(cardId, 4_900);
    const aside = await api.get<{ quarantined: { why: string }[] }>(
      `/v1/stores/${node.storeId}/facts-put-aside`,
    );
    expect(aside.body.quarantined).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ why: 'edited', fact: edited }),
        expect.objectContaining({ why: 'unknown-author', fact: foreign }),
      ]),
    );
  });

  it('names a fork: both histories count, and the store ends', async () => {
    const [node, cardId] = [await enrolled(), await cardWith(5_000)];
    const first = node.say(redeemed(cardId, 100));
    const clone = Object.assign(Object.create(SampleNode.prototype), node, { facts: [] });
    await node.push(first, node.say(redeemed(cardId, 200)));
    await clone.push(clone.say(redeemed(cardId, 1_000)));
    await balanceBecomes(cardId, 3_700);
    const store = await eventually(
      async () => (await api.get(`/v1/stores/${node.storeId}`)).body,
      ({ status }) => status === 'ended',
      WITHIN,
    );
    expect(store['ended']).toMatchObject({ reason: 'forked', acceptedThrough: 2 });
    await expect(node.post('/v1/store-line/cards', { cardIds: [cardId] })).resolves.toMatchObject({
      status: 403,
      body: { code: 'clearing.store-has-ended' },
    });
    const told = await node.news();
    expect(told.find(({ kind }) => kind === STORE_TERMS)?.body).toMatchObject({ status: 'ended' });
    expect(told.filter(({ kind }) => kind === CARD_STANDING)).toEqual([]);
  });

  it('is what a store approved before it heard of its end, on either history, until somebody accepts it', async () => {
    const [node, other, cardId] = [await enrolled(), await enrolled(), await cardWith(5_000)];
    const first = node.say(redeemed(cardId, 100));
    const clone = Object.assign(Object.create(SampleNode.prototype), node, { facts: [] });
    await node.push(first, node.say(redeemed(cardId, 200)));
    await clone.push(clone.say(redeemed(cardId, 1_000)));
    const endOf = async () => (await api.get(`/v1/stores/${node.storeId}`)).body['ended'];
    await eventually(endOf, (ended) => ended !== undefined, WITHIN);
    const late = [node.say(redeemed(cardId, 50)), clone.say(redeemed(cardId, 7))];
    for (const fact of late) {
      const { status, body } = await node.push(fact);
      expect([status, body['problems']]).toMatchObject([200, [{ id: fact.id, why: 'author-has-ended' }]]);
    }
    await expect(node.push(other.say(redeemed(cardId, 1)))).resolves.toMatchObject({
      status: 403,
      body: { code: 'clearing.store-has-ended' },
    });
    await balanceBecomes(cardId, 3_700);
    const accepted = { acceptedThrough: 3, why: 'The till rolls say so' };
    await api.post(`/v1/stores/${node.storeId}/accepted-facts`, accepted, { waitSeconds: 10 });
    await balanceBecomes(cardId, 3_643);
    const aside = await api.get<{ quarantined: object[] }>(`/v1/stores/${node.storeId}/facts-put-aside`);
    expect(aside.body.quarantined).toEqual([]);
  });

  it('is what comes after the key was revoked', async () => {
    const [node, helper, cardId] = [await enrolled(), await enrolled(), await cardWith(5_000)];
    await node.push(node.say(redeemed(cardId, 100)));
    const end = { reason: 'revoked', acceptedThrough: 1, why: 'The node was stolen' };
    await api.post(`/v1/stores/${node.storeId}/end`, end, { waitSeconds: 10 });
    // Facts travel by any way: another store carries what the thief has said.
    const { body } = await helper.push(node.say(redeemed(cardId, 4_000)));
    expect(body['problems']).toMatchObject([{ why: 'author-has-ended' }]);
    await balanceBecomes(cardId, 4_900);
  });

  it('is nothing that the hub has taken in: a store is not revoked before that', async () => {
    const [node, cardId] = [await enrolled(), await cardWith(5_000)];
    await node.push(node.say(redeemed(cardId, 100)), node.say(redeemed(cardId, 200)));
    const endAt = (acceptedThrough: number) =>
      api.post<Record<string, unknown>>(
        `/v1/stores/${node.storeId}/end`,
        { reason: 'revoked', acceptedThrough, why: 'The node was stolen' },
        { waitSeconds: 10 },
      );
    const early = await endAt(1);
    expect(early).toMatchObject({ status: 409, body: { code: 'clearing.facts-count-already' } });
    expect(early.body['detail']).toMatch(/ up to 2 .* at 1$/);
    await expect(api.get(`/v1/stores/${node.storeId}`)).resolves.toMatchObject({
      body: { status: 'enrolled' },
    });
    await expect(endAt(2)).resolves.toMatchObject({ status: 200 });
  });

  it('is what was parked when the store ended, once its place is reached', async () => {
    const [node, helper, cardId] = [await enrolled(), await enrolled(), await cardWith(5_000)];
    const [first, second, third] = [100, 200, 4_000].map((minor) => node.say(redeemed(cardId, minor)));
    await node.push(first!, third!);
    const end = { reason: 'revoked', acceptedThrough: 2, why: 'The node was stolen' };
    await api.post(`/v1/stores/${node.storeId}/end`, end, { waitSeconds: 10 });
    const { status, body } = await helper.push(second!);
    expect([status, body['problems']]).toMatchObject([200, [{ id: third!.id, why: 'author-has-ended' }]]);
    await balanceBecomes(cardId, 4_700);
    const aside = await api.get<{ parked: number; quarantined: { fact: object }[] }>(
      `/v1/stores/${node.storeId}/facts-put-aside`,
    );
    expect(aside.body).toMatchObject({ parked: 0, quarantined: [{ fact: { id: third!.id } }] });
  });
});

describe('What is set aside at a store', () => {
  it('is reclaimed when the store has ended, and not while it may draw on it', async () => {
    const [node, other, cardId] = [await enrolled(), await enrolled(), await cardWith(5_000)];
    const asked = { cardId, minor: 2_000, requestKey: `till-1/${randomUUID()}` };
    await node.post('/v1/store-line/allowances', asked);
    const reclaim = () => api.post(`/v1/stores/${node.storeId}/reclaims`, { cardId }, { waitSeconds: 10 });
    const setAside = async () => {
      const { body } = await other.post('/v1/store-line/cards', { cardIds: [cardId] });
      const [standing] = other.noticesIn(body);
      return Object(standing?.body['allowances']);
    };
    await expect(reclaim()).resolves.toMatchObject({
      status: 409,
      body: { code: 'clearing.store-has-not-ended' },
    });
    expect(await setAside()).toMatchObject([{ leftMinor: 2_000 }]);
    const stranded = async (storeId: string) =>
      (await api.get(`/v1/stores/${storeId}/set-aside`)).body['data'];
    expect(await stranded(node.storeId)).toEqual([{ cardId, currency: 'EUR', minor: 2_000 }]);
    expect(await stranded(other.storeId)).toEqual([]);
    const end = { reason: 'lost', acceptedThrough: 0, why: 'It burnt down' };
    await api.post(`/v1/stores/${node.storeId}/end`, end, { waitSeconds: 10 });
    await expect(reclaim()).resolves.toMatchObject({ status: 200 });
    expect(await setAside()).toEqual([]);
    expect(await stranded(node.storeId)).toEqual([]);
  });
});
