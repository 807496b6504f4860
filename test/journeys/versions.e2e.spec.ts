import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSigner, newPrivateKey } from '#adapters/crypto';
import { WireNotice } from '#contracts/clearing';
import { type Notice, sealNotice } from '#kernel';
import { eventually } from '#testing';
import type { ApiClient, HubProcess } from '#testing/hub';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { startStoreProcess, type StoreProcess } from '#testing/store';
import { z } from 'zod';
import { Platform } from './platform.js';
import { SampleNode } from './sample-node.js';

const WITHIN = { withinMs: 60_000 };
const hubKey = newPrivateKey();
const hubSigner = createSigner(hubKey);

let platform: Platform;
let hub: HubProcess;
let api: ApiClient;

beforeAll(async () => {
  platform = await Platform.start({ COUNTERSIGN_HUB_KEY: hubKey });
  hub = await platform.hub();
  api = platform.api(hub);
});
afterAll(() => platform.stop());

async function cardWith(minor: number): Promise<string> {
  const { body } = await api.post('/v1/gift-cards', { currency: 'EUR' }, { waitSeconds: 10 });
  const amount = { minor, currency: 'EUR' };
  await api.post(`/v1/gift-cards/${body.key}/loads`, { amount }, { waitSeconds: 10 });
  return body.key;
}
const balanceOf = (cardId: string, minor: number) =>
  eventually(
    async () => (await api.get(`/v1/gift-cards/${cardId}`)).body['balanceMinor'],
    (seen) => seen === minor,
    WITHIN,
  );

const Answer = z.looseObject({ notices: z.array(WireNotice) });

/** As a hub of a later version says it: more in each thing that is known, and things that are not. */
const newer = (notice: Notice<object>): Notice<object> =>
  sealNotice(notice.kind, { ...notice.body, mood: 'sunny', forecast: [{ rain: 1 }] }, hubSigner);

function later(text: string): string {
  const { notices, ...rest } = Answer.parse(JSON.parse(text));
  const weather = sealNotice('clearing.weather', { sun: true }, hubSigner);
  return JSON.stringify({ ...rest, notices: [weather, ...notices.map(newer)], season: 'winter' });
}

/** The hub as a store meets it that was not upgraded with it. */
class LaterHub {
  told = 0;

  private constructor(
    private readonly server: Server,
    private readonly hubUrl: string,
  ) {
    server.on('request', (request, response) => {
      this.pass(request, response).catch(() => response.destroy());
    });
  }

  static async before(hubUrl: string): Promise<LaterHub> {
    const server = createServer();
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    return new LaterHub(server, hubUrl);
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization, 'content-type': type, 'content-encoding': encoding } = request.headers;
    const body = await buffer(request);
    const answer = await fetch(`${this.hubUrl}${request.url}`, {
      method: request.method ?? 'GET',
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(type !== undefined && { 'content-type': type }),
        ...(encoding !== undefined && { 'content-encoding': encoding }),
      },
      ...(body.length > 0 && { body }),
    });
    const text = await answer.text();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.ok ? later(text) : text);
    if (answer.ok) this.told += 1;
  }
}

describe('A store that is older than its hub', () => {
  let laterHub: LaterHub;
  let scratch: TestScratch;
  let store: StoreProcess;

  beforeAll(async () => {
    scratch = await openTestScratch('older-store');
    laterHub = await LaterHub.before(hub.url);
    const place = await SampleNode.register(hub.url, api, 'Old Town');
    await api.post(`/v1/stores/${place.storeId}/risk-grants`, { minor: 10_000 }, { waitSeconds: 10 });
    store = await startStoreProcess({
      name: 'Old Town',
      folder: join(scratch.folder, 'old-town'),
      hub: laterHub.url,
      code: place.code,
      onSpawn: (pid) => scratch.process(pid),
    });
  });
  afterAll(async () => {
    await store.stop();
    await laterHub.close();
    await scratch.close();
  });

  it('takes its place, sells, and both agree: it passes over what it does not know', async () => {
    const cardId = await cardWith(5_000);
    const status = async () => (await store.get('/status')).body;
    await eventually(
      status,
      ({ onLine, riskLeftMinor }) => onLine === true && riskLeftMinor === 10_000,
      WITHIN,
    );
    const redemption = { till: 'till-1', requestId: 'r-1', cardId, minor: 900, currency: 'EUR' };
    const card = async () => (await store.get(`/v1/cards/${cardId}`)).body;
    await eventually(card, ({ balanceMinor }) => balanceMinor === 5_000, WITHIN);
    expect(await store.post('/v1/redemptions', redemption)).toMatchObject({ status: 200 });
    await balanceOf(cardId, 4_100);
    await eventually(status, ({ waitingFacts }) => waitingFacts === 0, WITHIN);
    const block = { reason: 'reported lost' };
    await api.post(`/v1/gift-cards/${cardId}/block`, block, { waitSeconds: 10 });
    await eventually(card, ({ isBlocked }) => isBlocked === true, WITHIN);
    expect(laterHub.told).toBeGreaterThan(3);
  });
});

describe('A hub that is older than a store', () => {
  let node: SampleNode;

  beforeAll(async () => {
    node = await SampleNode.register(hub.url, api, 'New Town');
  });

  it('gives it its place', async () => {
    const answer = await node.enrol(node.code, { build: { version: '9.0.0' } });
    expect(answer).toMatchObject({ status: 200, body: { storeId: node.storeId } });
  });

  it('passes over what it does not know of a request', async () => {
    const cardId = await cardWith(1_000);
    const asked = { cardId, minor: 100, requestKey: 'a-till-of-new-town/1' };
    expect(await node.post('/v1/store-line/allowances', { ...asked, urgency: 'high' })).toMatchObject({
      status: 200,
    });
    expect(await node.post('/v1/store-line/cards', { cardIds: [cardId], since: 4 })).toMatchObject({
      status: 200,
    });
    expect(await node.get('/v1/store-line/news?head=0&zone=north')).toMatchObject({ status: 200 });
    expect(await node.get('/v1/store-line/card-list?limit=10&zone=north')).toMatchObject({ status: 200 });
  });

  it('keeps facts of which it knows neither the kind nor the version, and counts those on other cards', async () => {
    const [cardId, other] = [await cardWith(1_000), await cardWith(1_000)];
    const request = { till: 'till-1', minor: 100, allowPartial: false, requestedMinor: 100 };
    const unbacked = { draws: [], unbackedMinor: 100, mode: 'hybrid', seenVersion: 1 };
    const redeemed = (card: string, version: number, requestId: string) =>
      node.say({
        type: 'gift-cards.redeemed-at-store',
        version,
        body: { cardId: card, requestId, ...request, ...unbacked },
      });
    const facts = [
      node.say({
        type: 'gift-cards.tip-given-at-store',
        version: 1,
        body: { cardId, requestId: 't-1', minor: 50 },
      }),
      redeemed(cardId, 9, 'r-1'),
      redeemed(other, 1, 'r-2'),
    ];
    const answer = await node.post('/v1/store-line/facts', { facts, build: { version: '9.0.0' } });
    expect(answer).toMatchObject({ status: 200, body: { problems: [] } });
    expect(node.noticesIn(answer.body)).toMatchObject([{ kind: 'gift-cards.checkpoint', body: { seq: 3 } }]);
    await balanceOf(other, 900);
    const conflicts = async () => JSON.stringify((await api.get('/v1/conflicts?limit=100')).body);
    await eventually(conflicts, (told) => told.includes('not-understood') && told.includes(cardId), WITHIN);
    await balanceOf(cardId, 1_000);
  });
});
