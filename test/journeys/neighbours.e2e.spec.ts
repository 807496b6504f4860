import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { STORE_SCHEME } from '#contracts/clearing';
import { CardBlockedAtStore, CardLoadedAtStore, HOT_CARD } from '#contracts/gift-cards';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fact } from '#kernel';
import { eventually } from '#testing';
import type { ApiClient, HubProcess } from '#testing/hub';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { startStoreProcess, type StoreProcess, type TillAnswer } from '#testing/store';
import { Platform } from './platform.js';
import { SampleNode } from './sample-node.js';

const WITHIN = { withinMs: 90_000 };
const EXCHANGE = '/v1/neighbours/exchange';
const NOTHING = { frontier: {}, facts: [], hot: [] };

let platform: Platform;
let hub: HubProcess;
let api: ApiClient;
let scratch: TestScratch;

beforeAll(async () => {
  platform = await Platform.start();
  hub = await platform.hub();
  api = platform.api(hub);
  scratch = await openTestScratch('neighbours');
});
afterAll(async () => {
  await scratch.close();
  await platform.stop();
});

interface Place {
  readonly name: string;
  readonly storeId: string;
  /** Starts its node. @param neighbours other nodes that it can see */
  start(...neighbours: readonly StoreProcess[]): Promise<StoreProcess>;
}

async function placeFor(name: string): Promise<Place> {
  const secret = randomBytes(24).toString('base64url');
  const made = await api.post('/v1/stores', { name, currency: 'EUR', secret }, { waitSeconds: 10 });
  const storeId = made.body.key;
  await api.post(`/v1/stores/${storeId}/risk-grants`, { minor: 10_000 }, { waitSeconds: 10 });
  return {
    name,
    storeId,
    start: (...neighbours) =>
      startStoreProcess({
        name,
        folder: join(scratch.folder, storeId),
        hub: hub.url,
        code: `${storeId}.${secret}`,
        neighbours: neighbours.map(({ url }) => url),
        onSpawn: (pid) => scratch.process(pid),
      }),
  };
}

async function cardWith(minor: number): Promise<string> {
  const card = await api.post('/v1/gift-cards', { currency: 'EUR' }, { waitSeconds: 10 });
  const amount = { minor, currency: 'EUR' };
  await api.post(`/v1/gift-cards/${card.body.key}/loads`, { amount }, { waitSeconds: 10 });
  return card.body.key;
}

const lineOf = (node: StoreProcess, onLine: boolean) =>
  eventually(
    async () => (await node.get('/status')).body,
    (status) => status['onLine'] === onLine && (!onLine || status['waitingFacts'] === 0),
    WITHIN,
  );

const cardAt = async (node: StoreProcess, cardId: string) => (await node.get(`/v1/cards/${cardId}`)).body;
const cardAtHub = async (cardId: string) => (await api.get(`/v1/gift-cards/${cardId}`)).body;

const redeem = (node: StoreProcess, cardId: string, minor: number): Promise<TillAnswer> =>
  node.post('/v1/redemptions', { till: 'till-1', requestId: randomUUID(), cardId, minor, currency: 'EUR' });

const putAside = async (storeId: string): Promise<unknown> =>
  (await api.get(`/v1/stores/${storeId}/facts-put-aside`)).body['quarantined'];

describe('Two stores that see each other, and not the hub', () => {
  let mainStreet: Place;
  let harbour: Place;
  let here: StoreProcess;
  let there: StoreProcess;
  let cardId: string;
  let whole: string;

  beforeAll(async () => {
    mainStreet = await placeFor('Main Street');
    harbour = await placeFor('Harbour');
    [cardId, whole] = [await cardWith(5_000), await cardWith(5_000)];
    // Who the stores are comes with the first word of the hub: so each is started once when the other one is enrolled.
    await (await harbour.start()).stop();
    here = await mainStreet.start();
    there = await harbour.start(here);
    for (const node of [here, there]) {
      await lineOf(node, true);
      await redeem(node, cardId, 100);
      await redeem(node, whole, 100);
      await lineOf(node, true);
    }
    for (const node of [here, there])
      await eventually(
        async () => [await cardAt(node, cardId), await cardAt(node, whole)],
        (cards) => cards.every(({ balanceMinor }) => balanceMinor === 4_800),
        WITHIN,
      );
    await hub.kill();
    for (const node of [here, there]) await lineOf(node, false);
  });
  afterAll(async () => {
    await Promise.all([here, there].map((node) => node.stop()));
  });

  it('know what is redeemed at the other one', async () => {
    await expect(redeem(here, cardId, 500)).resolves.toMatchObject({
      status: 200,
      body: { approvedMinor: 500, restsOn: { onLine: false } },
    });
    const known = await eventually(
      () => cardAt(there, cardId),
      ({ balanceMinor }) => balanceMinor === 4_300,
      WITHIN,
    );
    expect(known).toMatchObject({ onLine: false, isBlocked: false });
  });

  it('decline a card that was blocked at the other one, and no other card', async () => {
    await expect(
      there.post('/v1/blocks', { till: 'till-1', requestId: 'b-1', cardId, reason: 'stolen' }),
    ).resolves.toMatchObject({ status: 200 });
    await eventually(
      () => cardAt(here, cardId),
      ({ isBlocked }) => isBlocked === true,
      WITHIN,
    );
    await expect(redeem(here, cardId, 100)).resolves.toMatchObject({
      status: 409,
      body: { code: 'store-node.card-blocked', onLine: false },
    });
    await expect(redeem(here, whole, 200)).resolves.toMatchObject({ status: 200 });
  });

  it('tell the hub what the other one has said, while that one is away', async () => {
    await eventually(
      () => cardAt(there, whole),
      ({ balanceMinor }) => balanceMinor === 4_600,
      WITHIN,
    );
    await here.kill();
    hub = await platform.hub({ COUNTERSIGN_PORT: new URL(hub.url).port });
    api = platform.api(hub);
    await eventually(
      () => cardAtHub(cardId),
      ({ balanceMinor, status }) => balanceMinor === 4_300 && status === 'blocked',
      WITHIN,
    );
    await eventually(
      () => cardAtHub(whole),
      ({ balanceMinor }) => balanceMinor === 4_600,
      WITHIN,
    );
  });

  it('agree with the hub in the end: what it has heard twice counts once', async () => {
    here = await mainStreet.start();
    for (const node of [here, there]) {
      await lineOf(node, true);
      await eventually(
        async () => [await cardAt(node, cardId), await cardAt(node, whole)],
        ([blocked, open]) =>
          blocked?.['balanceMinor'] === 4_300 &&
          blocked['isBlocked'] === true &&
          open?.['balanceMinor'] === 4_600 &&
          open['isBlocked'] === false,
        WITHIN,
      );
    }
    await expect(cardAtHub(cardId)).resolves.toMatchObject({ balanceMinor: 4_300, status: 'blocked' });
    await expect(cardAtHub(whole)).resolves.toMatchObject({ balanceMinor: 4_600, status: 'active' });
    for (const { storeId } of [mainStreet, harbour]) expect(await putAside(storeId)).toEqual([]);
  });
});

describe('What a neighbour cannot have said', () => {
  let place: Place;
  let node: StoreProcess;
  let cardId: string;
  /** A store of this chain whose key we hold. */
  let other: SampleNode;

  beforeAll(async () => {
    other = await SampleNode.register(hub.url, api, 'Station');
    await other.enrol();
    place = await placeFor('Market');
    cardId = await cardWith(5_000);
    node = await place.start();
    await lineOf(node, true);
    await redeem(node, cardId, 100);
    await lineOf(node, true);
  });
  afterAll(() => node.stop());

  const blocks = (says: SampleNode): Fact =>
    says.say(
      CardBlockedAtStore.say({
        cardId,
        till: 'till-9',
        requestId: randomUUID(),
        blockId: randomUUID(),
        reason: 'lost',
      }),
    );

  const isAsBefore = async (): Promise<void> => {
    expect(await cardAt(node, cardId)).toMatchObject({ balanceMinor: 4_900, isBlocked: false });
    await expect(redeem(node, cardId, 4_901)).resolves.toMatchObject({
      status: 409,
      body: { code: 'store-node.not-covered' },
    });
  };

  it('is whatever a stranger says', async () => {
    const stranger = await SampleNode.register(hub.url, api, 'Nowhere');
    const asked = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
    const told = JSON.stringify({ ...NOTHING, facts: [blocks(stranger)] });
    for (const authorization of [
      undefined,
      `Bearer ${node.tillKey}`,
      `${STORE_SCHEME} ${other.storeId} ${Date.now()} ${'A'.repeat(86)}`,
      `${STORE_SCHEME} ${'x'.repeat(10_000)}`,
    ]) {
      const headers = {
        ...asked.headers,
        ...(authorization !== undefined && { Authorization: authorization }),
      };
      const answer = await fetch(`${node.url}${EXCHANGE}`, { ...asked, headers, body: told });
      expect([answer.status, Object(await answer.json()).code]).toEqual([401, 'unauthenticated']);
    }
    await expect(
      stranger.at(node.url).post(EXCHANGE, { ...NOTHING, facts: [blocks(stranger)] }),
    ).resolves.toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    await isAsBefore();
  });

  it('is a fact that was altered, forged, or said for somebody else', async () => {
    const good = blocks(other);
    const load = other.say(
      CardLoadedAtStore.say({
        cardId,
        till: 'till-9',
        requestId: randomUUID(),
        loadId: randomUUID(),
        minor: 100,
        tender: 'cash',
      }),
    );
    const altered = [
      { ...good, says: { ...good.says, body: { ...good.says.body, reason: 'damaged' } } },
      { ...good, signature: load.signature },
      { ...load, says: { ...load.says, body: { ...load.says.body, minor: 900_000 } } },
      { ...load, author: place.storeId },
      { ...load, author: randomUUID() },
    ];
    const answer = await other.at(node.url).post(EXCHANGE, { ...NOTHING, facts: altered });
    expect(answer).toMatchObject({ status: 200 });
    expect(Object(answer.body['frontier'])).not.toHaveProperty(other.storeId);
    const hot = { cardId, blockId: randomUUID(), version: 9_999 };
    await expect(
      other.at(node.url).post(EXCHANGE, {
        ...NOTHING,
        hot: [{ kind: HOT_CARD, body: hot, signature: other.signer.sign(JSON.stringify(hot)) }],
      }),
    ).resolves.toMatchObject({ status: 200 });
    await isAsBefore();
  });

  it('is what has not the shape of an exchange', async () => {
    for (const told of [
      {},
      { ...NOTHING, frontier: { [other.storeId]: -1 } },
      { ...NOTHING, facts: [{ id: 'x' }] },
      { ...NOTHING, facts: Array.from({ length: 201 }, () => other.facts[0]) },
    ])
      await expect(other.at(node.url).post(EXCHANGE, told)).resolves.toMatchObject({
        status: 400,
        body: { code: 'validation-failed' },
      });
    await isAsBefore();
  });

  it('changes nothing at the hub either; and what was really said is believed', async () => {
    await lineOf(node, true);
    expect(await putAside(place.storeId)).toEqual([]);
    expect(await putAside(other.storeId)).toEqual([]);
    await expect(cardAtHub(cardId)).resolves.toMatchObject({ balanceMinor: 4_900, status: 'active' });
    const answer = await other.at(node.url).post(EXCHANGE, { ...NOTHING, facts: other.facts });
    expect(answer.body['frontier']).toMatchObject({ [other.storeId]: other.facts.length });
    expect(await cardAt(node, cardId)).toMatchObject({ balanceMinor: 5_000, isBlocked: true });
    await eventually(
      () => cardAtHub(cardId),
      ({ balanceMinor, status }) => balanceMinor === 5_000 && status === 'blocked',
      WITHIN,
    );
  });
});
