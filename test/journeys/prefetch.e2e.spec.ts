import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import { openBrowser } from '#testing/browser';
import type { ApiClient } from '#testing/hub';
import { type Line, openLine, openTestScratch, type TestScratch } from '#testing/servers';
import { startStoreProcess, type StoreProcess } from '#testing/store';
import { Platform } from './platform.js';
import { cardAfter, purchaseOf, stockUp } from './trade.js';

const WITHIN = { withinMs: 60_000 };

let platform: Platform;
let api: ApiClient;
let scratch: TestScratch;
let cardId: string;
let [mainStreet, harbour]: Shop[] = [];

/** A store with a line of its own. */
class Shop {
  private asked = 0;

  constructor(
    readonly line: Line,
    readonly node: StoreProcess,
  ) {}

  static async open(name: string, hubUrl: string): Promise<Shop> {
    const secret = randomBytes(24).toString('base64url');
    const made = await api.post('/v1/stores', { name, currency: 'EUR', secret }, { waitSeconds: 10 });
    const line = await openLine(hubUrl);
    const node = await startStoreProcess({
      name,
      folder: join(scratch.folder, name),
      hub: line.url,
      code: `${made.body.key}.${secret}`,
      onSpawn: (pid) => scratch.process(pid),
    });
    return new Shop(line, node);
  }

  /** A new request each time. */
  redeem(minor: number, allowPartial = false) {
    this.asked += 1;
    const requestId = `r-${this.asked}`;
    const body = { till: 'till-1', requestId, cardId, minor, currency: 'EUR', allowPartial };
    return this.node.post('/v1/redemptions', body);
  }

  /** Asks until the hub has granted what is missing in time. */
  redeemed(minor: number) {
    return eventually(
      () => this.redeem(minor),
      ({ status }) => status === 200,
      WITHIN,
    );
  }

  hasSetAside(minor: number) {
    const card = async () => (await this.node.get(`/v1/cards/${cardId}`)).body;
    return eventually(card, ({ setAsideMinor }) => setAsideMinor === minor, WITHIN);
  }

  isOnLine(onLine: boolean) {
    const status = async () => (await this.node.get('/status')).body;
    return eventually(status, (seen) => seen['onLine'] === onLine, WITHIN);
  }

  async close(): Promise<void> {
    await this.node.stop();
    await this.line.close();
  }
}

const shop = (opened: Shop | undefined): Shop => {
  if (!opened) throw new Error('The store was not opened');
  return opened;
};
const load = (minor: number) =>
  api.post(`/v1/gift-cards/${cardId}/loads`, { amount: { minor, currency: 'EUR' } }, { waitSeconds: 10 });

/** What a person at the till is told when too much is parked elsewhere. */
async function seesWhereItIs({ node }: Shop): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${node.url}/#key=${node.tillKey}`);
    await page.getByText('On line', { exact: true }).waitFor();
    await page.getByLabel('Card').fill(cardId);
    await page.getByLabel('Amount').fill('40.00');
    await page.getByLabel('Less will do').uncheck();
    await page.getByRole('button', { name: 'Redeem' }).click();
    await page.getByRole('heading', { name: 'The amount is not covered' }).waitFor();
    const told = await page.locator('#answer').innerText();
    expect(told).toContain('what is set aside for it, and no more');
    expect(told).toMatch(/Set aside at Main Street\s.*8.00/);
    const picture = process.env['COUNTERSIGN_PICTURES'];
    if (picture !== undefined) await page.screenshot({ path: join(picture, 'parked.png'), fullPage: true });
  } finally {
    await browser.close();
  }
}

beforeAll(async () => {
  platform = await Platform.start();
  const hub = await platform.hub();
  api = platform.api(hub);
  scratch = await openTestScratch('stores');
  cardId = (await api.post('/v1/gift-cards', { currency: 'EUR' }, { waitSeconds: 10 })).body.key;
  const strict = {
    mode: 'strict',
    unbackedPerRedemptionMinor: 0,
    unbackedPerCardMinor: 0,
    knowledgeAgeMsMax: 1,
  };
  await api.post(`/v1/gift-cards/${cardId}/policy`, strict, { waitSeconds: 10 });
  await load(5_000);
  await stockUp(api, 1);
  mainStreet = await Shop.open('Main Street', hub.url);
  harbour = await Shop.open('Harbour', hub.url);
  await shop(mainStreet).isOnLine(true);
  await shop(harbour).isOnLine(true);
});
afterAll(async () => {
  await mainStreet?.close();
  await harbour?.close();
  await scratch.close();
  await platform.stop();
});

describe('A strict card', () => {
  it('can be used where it was used before, with the line cut, up to what the hub has set aside there', async () => {
    const here = shop(mainStreet);
    await here.redeemed(800);
    await here.hasSetAside(800);
    here.line.refuse();
    await here.isOnLine(false);
    expect(await here.redeem(500)).toMatchObject({
      status: 200,
      body: { approvedMinor: 500, restsOn: { backedMinor: 500, unbackedMinor: 0, onLine: false } },
    });
    expect(await here.redeem(400)).toMatchObject({
      status: 409,
      body: { code: 'store-node.not-covered', why: { limit: 'policy', approvableMinor: 300 } },
    });
    expect(await here.redeem(400, true)).toMatchObject({ status: 200, body: { approvedMinor: 300 } });
  });

  it('is set aside there anew when the line is up', async () => {
    const here = shop(mainStreet);
    here.line.heal();
    await here.isOnLine(true);
    await here.hasSetAside(800);
  });

  it('is given back from there when the web shop wants more than is free', async () => {
    const want = () =>
      api.post(
        `/v1/gift-cards/${cardId}/redemptions`,
        { amount: { minor: 3_000, currency: 'EUR' } },
        { waitSeconds: 10 },
      );
    // 34.00 are left, and 8.00 of them set aside.
    const first = await want();
    expect(first).toMatchObject({ status: 409, body: { code: 'gift-cards.insufficient-balance' } });
    await eventually(want, ({ status }) => status === 200, WITHIN);
    await shop(mainStreet).hasSetAside(0);
  });

  it('is given back from there for a purchase, which waits for it', async () => {
    const here = shop(mainStreet);
    await load(1_400);
    await here.redeemed(800);
    await here.hasSetAside(800);
    // 10.00 are left, and 8.00 of them set aside.
    const purchase = purchaseOf(1, { cardId, cardMinor: 1_000 });
    const answer = await api.post('/v1/purchases', purchase, { waitSeconds: 20 });
    expect(answer).toMatchObject({ status: 201, body: { state: 'succeeded' } });
    expect(await cardAfter(api, cardId, answer)).toMatchObject({ balanceMinor: 0, heldMinor: 0 });
    const saga = await api.get<{ history: { what: string; detail?: string }[] }>(
      `/v1/sagas/purchasing.purchase/${answer.body.key}`,
    );
    expect(saga.body.history).toContainEqual(
      expect.objectContaining({ what: 'refused', detail: 'gift-cards.insufficient-balance' }),
    );
  });

  it('is given back from there when another store on line wants more than is free', async () => {
    const [here, there] = [shop(mainStreet), shop(harbour)];
    await load(5_000);
    await here.redeemed(800);
    await here.hasSetAside(800);
    here.line.refuse();
    await here.isOnLine(false);
    // 42.00 are left, and 8.00 of them set aside at Main Street, which cannot be asked now.
    await eventually(
      async () => (await there.node.get(`/v1/cards/${cardId}`)).body['setAsideElsewhere'],
      (seen) => JSON.stringify(seen) === JSON.stringify([{ store: 'Main Street', minor: 800 }]),
      WITHIN,
    );
    await seesWhereItIs(there);
    here.line.heal();
    const { body } = await there.redeemed(4_000);
    expect(body).toMatchObject({ restsOn: { backedMinor: 4_000, unbackedMinor: 0 } });
    const atHub = async () => (await api.get(`/v1/gift-cards/${cardId}`)).body['balanceMinor'];
    await eventually(atHub, (minor) => minor === 200, WITHIN);
  });
});
