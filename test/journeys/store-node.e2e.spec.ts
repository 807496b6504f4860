import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usualPolicy } from '#contracts/gift-cards';
import { eventually } from '#testing';
import { openBrowser } from '#testing/browser';
import type { ApiClient, HubProcess } from '#testing/hub';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { startStoreProcess, type StoreProcess } from '#testing/store';
import { Platform } from './platform.js';

const WITHIN = { withinMs: 60_000 };

let platform: Platform;
let hub: HubProcess;
let api: ApiClient;
let scratch: TestScratch;
let store: StoreProcess;
let cardId: string;
/** Of which the store has never been told but in the list. */
let strictId: string;

const data = (): string => join(scratch.folder, 'main-street');
const start = (first: { readonly hub?: string; readonly code?: string } = {}): Promise<StoreProcess> =>
  startStoreProcess({
    name: 'Main Street',
    folder: data(),
    ...first,
    onSpawn: (pid) => scratch.process(pid),
  });

beforeAll(async () => {
  platform = await Platform.start();
  hub = await platform.hub();
  api = platform.api(hub);
  scratch = await openTestScratch('store');
  const secret = randomBytes(24).toString('base64url');
  const made = await api.post(
    '/v1/stores',
    { name: 'Main Street', currency: 'EUR', secret },
    { waitSeconds: 10 },
  );
  const storeId = made.body.key;
  await api.post(`/v1/stores/${storeId}/risk-grants`, { minor: 100_000 }, { waitSeconds: 10 });
  await api.post(`/v1/stores/${storeId}/load-grants`, { minor: 100_000 }, { waitSeconds: 10 });
  [cardId, strictId] = [await loadedCard(), await loadedCard()];
  const policy = { ...usualPolicy, mode: 'strict' };
  await api.post(`/v1/gift-cards/${strictId}/policy`, policy, { waitSeconds: 10 });
  // The node reads the list of cards when it has come, and half a minute later.
  await eventually(
    async () => (await api.get(`/v1/gift-cards/${strictId}`)).body,
    (card) => card['policy'] === 'strict',
    WITHIN,
  );
  store = await start({ hub: hub.url, code: `${storeId}.${secret}` });
});
afterAll(async () => {
  await store.stop();
  await scratch.close();
  await platform.stop();
});

async function loadedCard(): Promise<string> {
  const card = await api.post('/v1/gift-cards', { currency: 'EUR' }, { waitSeconds: 10 });
  const amount = { minor: 50_000, currency: 'EUR' };
  await api.post(`/v1/gift-cards/${card.body.key}/loads`, { amount }, { waitSeconds: 10 });
  return card.body.key;
}

const redeem = (requestId: string, minor: number, from = cardId) =>
  store.post('/v1/redemptions', { till: 'till-1', requestId, cardId: from, minor, currency: 'EUR' });

const lineIs = (onLine: boolean) =>
  eventually(
    async () => (await store.get('/status')).body,
    (status) => status['onLine'] === onLine && (onLine ? status['waitingFacts'] === 0 : true),
    WITHIN,
  );

const balance = async () => (await api.get(`/v1/gift-cards/${cardId}`)).body['balanceMinor'];

describe('The node of a store, as a program', () => {
  it('keeps its key for nobody else to read', async () => {
    expect((await stat(join(data(), 'key.pem'))).mode & 0o777).toBe(0o600);
  });

  it('lets nobody in without the till key', async () => {
    const answer = await fetch(`${store.url}/v1/cards/${cardId}`);
    expect(answer.status).toBe(401);
  });

  it('asks the hub for what is missing, and approves out of that', async () => {
    await lineIs(true);
    expect(await redeem('r-1', 850)).toMatchObject({
      status: 200,
      body: { approvedMinor: 850, restsOn: { backedMinor: 850, unbackedMinor: 0, onLine: true } },
    });
    await eventually(balance, (minor) => minor === 49_150, WITHIN);
  });

  it('names what is wrong with a request, and changes nothing', async () => {
    expect(await redeem('r-2', -5)).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
    expect(await redeem('r-1', 950)).toMatchObject({
      status: 422,
      body: { code: 'store-node.request-reused' },
    });
  });

  it('sells while the hub is stopped and its own process is killed, and the hub agrees in the end', async () => {
    const before = Number(await balance());
    await store.post('/v1/loads', {
      till: 'till-1',
      requestId: 'l-1',
      cardId,
      minor: 20_000,
      currency: 'EUR',
    });
    await lineIs(true);
    await hub.kill();
    await lineIs(false);
    expect((await store.get(`/v1/cards/${strictId}`)).body).toMatchObject({
      balanceMinor: 50_000,
      knownVersion: 0,
    });
    expect(await redeem('strict', 100, strictId)).toMatchObject({
      status: 409,
      body: { code: 'store-node.not-covered', why: { limit: 'policy' } },
    });
    const told = new Map<string, unknown>();
    const killed = (async () => {
      await eventually(
        () => told.size,
        (size) => size >= 40,
        WITHIN,
      );
      await store.kill();
    })();
    await Promise.all(
      Array.from({ length: 8 }, async (_, till) => {
        for (let at = 0; at < 25; at += 1) {
          const id = `k-${till}-${at}`;
          const answer = await redeem(id, 10).catch(() => undefined);
          if (answer?.status !== 200) return;
          told.set(id, answer.body['factId']);
        }
      }),
    );
    await killed;
    expect(told.size).toBeGreaterThanOrEqual(40);
    store = await start();
    for (const [id, factId] of told) expect((await redeem(id, 10)).body['factId']).toBe(factId);
    const { head } = (await store.get('/status')).body;
    hub = await platform.hub({ COUNTERSIGN_PORT: new URL(hub.url).port });
    api = platform.api(hub);
    await lineIs(true);
    const said = Number(Object(head).seq) - 2;
    await eventually(balance, (minor) => minor === before + 20_000 - 10 * said, WITHIN);
  });

  it('can be tried in a browser', async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(`${store.url}/#key=${store.tillKey}`);
      await page.getByText('On line', { exact: true }).waitFor();
      await page.getByLabel('Card').fill(cardId);
      await page.getByLabel('Amount').fill('3.50');
      await page.getByRole('button', { name: 'Redeem' }).click();
      await page.getByRole('heading', { name: /Redeemed .*3.50/ }).waitFor();
      expect(await page.locator('#answer').innerText()).toContain('Set aside for this store');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('heading', { name: /Undone: .*3.50/ }).waitFor();
      await page.getByRole('button', { name: 'Hold' }).click();
      await page.getByRole('heading', { name: /Held .*3.50/ }).waitFor();
      await page.getByLabel('Amount').fill('1.50');
      await page.getByRole('button', { name: 'Capture' }).click();
      await page.getByRole('heading', { name: /Captured .*1.50/ }).waitFor();
      await page.getByRole('button', { name: 'Hold' }).click();
      await page.getByRole('button', { name: 'Release' }).click();
      await page.getByRole('heading', { name: /Released .*1.50/ }).waitFor();
      expect(await page.getByRole('button', { name: 'Capture' }).isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Balance' }).click();
      await page.getByText('Active', { exact: true }).waitFor();
      const picture = process.env['COUNTERSIGN_PICTURES'];
      if (picture !== undefined) await page.screenshot({ path: join(picture, 'till.png'), fullPage: true });
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
