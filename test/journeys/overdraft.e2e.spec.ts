import { randomUUID } from 'node:crypto';
import { CardRedeemedAtStore, RedemptionReversed, STORE_TERMS } from '#contracts/gift-cards';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import type { ApiClient, HubProcess } from '#testing/hub';
import { Platform } from './platform.js';
import { SampleNode } from './sample-node.js';
import { cardWith, done } from './trade.js';

const WITHIN = { withinMs: 60_000 };
const WAIT = { waitSeconds: 20 } as const;
const BUDGET = 2_500;

interface OverdraftDocument {
  readonly caseId: string;
  readonly cardId: string;
  readonly status: string;
  readonly minor: number;
  readonly cause?: string;
  readonly heardFrom: readonly string[];
  readonly heard?: { readonly by: string };
  readonly end?: string;
}

interface SettlementDocument {
  readonly currencies: readonly {
    readonly outlets: readonly { readonly outlet: string; readonly netMinor: number }[];
    readonly poolChangeMinor: number;
  }[];
}

let platform: Platform;
let hub: HubProcess;
let api: ApiClient;

beforeAll(async () => {
  platform = await Platform.start();
  hub = await platform.hub();
  api = platform.api(hub);
});
afterAll(() => platform.stop());

async function storeWithBudget(name: string): Promise<SampleNode> {
  const node = await SampleNode.register(hub.url, api, name);
  await expect(node.enrol()).resolves.toMatchObject({ status: 200 });
  done(await api.post(`/v1/stores/${node.storeId}/risk-grants`, { minor: BUDGET }, WAIT));
  return node;
}

/** Without an allowance, out of the risk budget. */
const redeemed = (cardId: string, minor: number) =>
  CardRedeemedAtStore.say({
    cardId,
    till: 'till-1',
    requestId: randomUUID(),
    requestedMinor: minor,
    allowPartial: false,
    minor,
    draws: [],
    unbackedMinor: minor,
    mode: 'hybrid',
    seenVersion: 0,
  });

const reversed = (cardId: string, redemption: string, minor: number) =>
  RedemptionReversed.say({
    cardId,
    till: 'till-1',
    requestId: randomUUID(),
    redemption,
    minor,
    back: [],
    unbackedBackMinor: minor,
    mode: 'hybrid',
    why: 'asked',
  });

const overdraftOf = async (cardId: string): Promise<OverdraftDocument | undefined> => {
  const { body } = await api.get<{ data: OverdraftDocument[] }>('/v1/overdrafts');
  return body.data.find((each) => each.cardId === cardId);
};

/** Stores ask for news as they always do, until it is so. */
const becomes = (
  cardId: string,
  until: (overdraft: OverdraftDocument) => boolean,
  ...calling: readonly SampleNode[]
) =>
  eventually(
    async () => {
      for (const node of calling) await node.news();
      return overdraftOf(cardId);
    },
    (overdraft) => overdraft !== undefined && until(overdraft),
    WITHIN,
  );

/** What the hub says that the store may take out of its risk budget, since it began. */
const termsBecome = (node: SampleNode, riskGrantedMinor: number) =>
  eventually(
    async () => (await node.news()).find(({ kind }) => kind === STORE_TERMS)?.body['riskGrantedMinor'],
    (granted) => granted === riskGrantedMinor,
    WITHIN,
  );

const balanceBecomes = (cardId: string, balanceMinor: number) =>
  eventually(
    async () => (await api.get(`/v1/gift-cards/${cardId}`)).body,
    (card) => card['balanceMinor'] === balanceMinor,
    WITHIN,
  );

const booksOf = async <Books>(path: string): Promise<Books> => (await api.get<Books>(path)).body;

const storeBecomes = (node: SampleNode, until: (store: Record<string, unknown>) => boolean) =>
  eventually(async () => (await api.get(`/v1/stores/${node.storeId}`)).body, until, WITHIN);

const end = async (node: SampleNode): Promise<void> => {
  const lost = { reason: 'lost', acceptedThrough: node.facts.length, why: 'It burned down' };
  done(await api.post(`/v1/stores/${node.storeId}/end`, lost, WAIT));
};

describe('A risk budget that was used honestly', () => {
  it('is there again when the hub knows of it, and once, whatever is reversed later', async () => {
    const [node, cardId] = [await storeWithBudget('Kiosk'), await cardWith(api, 5_000)];
    const first = node.say(redeemed(cardId, 700));
    await node.push(first);
    await termsBecome(node, BUDGET + 700);
    await node.push(node.say(reversed(cardId, first.id, 700)), node.say(redeemed(cardId, 300)));
    await termsBecome(node, BUDGET + 1_000);
    await end(node);
    const store = await storeBecomes(node, ({ status }) => status === 'ended');
    expect(store).toMatchObject({ riskGrantedMinor: BUDGET, riskReplenishedMinor: 1_000 });
  });
});

describe('A card that two stores without a line have spent within their budgets', () => {
  let north: SampleNode;
  let south: SampleNode;
  let silent: SampleNode;
  let cardId: string;

  it('is overdrawn when both come back', async () => {
    north = await storeWithBudget('North');
    south = await storeWithBudget('South');
    silent = await storeWithBudget('Harbour');
    cardId = await cardWith(api, 3_000);
    await north.push(north.say(redeemed(cardId, 2_000)));
    await south.push(south.say(redeemed(cardId, 2_500)));
    const overdraft = await becomes(cardId, ({ status }) => status === 'open');
    expect(overdraft).toMatchObject({ minor: 1_500, heardFrom: [] });
  });

  it('waits for stores of which nobody knows what they have to tell', async () => {
    const all = [north.storeId, south.storeId].toSorted();
    const overdraft = await becomes(cardId, ({ heardFrom }) => heardFrom.length === 2, north, south);
    expect(overdraft?.heardFrom.toSorted()).toEqual(all);
    expect(overdraft).not.toHaveProperty('cause');
    await end(silent);
  });

  it('is confirmed by itself when all that are left have been heard', async () => {
    const overdraft = await becomes(cardId, ({ cause }) => cause !== undefined, north, south);
    expect(overdraft).toMatchObject({
      cause: 'roaming',
      minor: 1_500,
      heard: { by: 'clearing' },
      shares: [{ storeId: south.storeId, minor: 1_500, breach: false }],
    });
  });

  it('leaves what came last at risk, and not what was there when the hub heard of it', async () => {
    await termsBecome(north, BUDGET + 2_000);
    await termsBecome(south, BUDGET);
  });

  it('is made up for by the brand, and then the whole budget is there again', async () => {
    const { caseId = '' } = (await overdraftOf(cardId)) ?? {};
    const decision = { outcome: 'borne-by-brand', why: 'It was a rainy day' };
    // It is asked for a moment after it was confirmed.
    await eventually(
      () => api.post(`/v1/overdrafts/${caseId}/decisions`, decision, WAIT),
      ({ status }) => status === 200,
      WITHIN,
    );
    const overdraft = await becomes(cardId, ({ status }) => status === 'closed');
    expect(overdraft).toMatchObject({ end: 'settled', writtenOffMinor: 1_500 });
    await balanceBecomes(cardId, 0);
    await termsBecome(south, BUDGET + 2_500);
  });

  it('leaves books that agree', async () => {
    const settlement = await eventually(
      () => booksOf<SettlementDocument>(`/v1/settlement/${new Date().toISOString().slice(0, 10)}`),
      ({ currencies }) => currencies[0]?.poolChangeMinor === 8_000 - 4_800 + 1_500,
      WITHIN,
    );
    const [euros] = settlement.currencies;
    // 5,000 and 3,000 were loaded; 300 of the one and 4,500 of the other redeemed; the brand gave 1,500.
    expect(euros?.outlets.reduce((sum, { netMinor }) => sum + netMinor, 0)).toBe(euros?.poolChangeMinor);
    const netOf = (outlet: string) => euros?.outlets.find((each) => each.outlet === outlet)?.netMinor;
    expect([netOf('hub'), netOf(north.storeId), netOf(south.storeId)]).toEqual([9_500, -2_000, -2_500]);
    await eventually(
      () => booksOf<{ currencies: { outstandingMinor: number }[] }>('/v1/liability'),
      ({ currencies }) => currencies[0]?.outstandingMinor === 4_700,
      WITHIN,
    );
  });
});
