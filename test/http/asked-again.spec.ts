import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { openShop, type OpenShop } from './open-shop.js';

const Keyed = z.object({ key: z.string() });
const Held = z.object({ result: z.object({ data: z.object({ holdId: z.string() }) }) });
const Versioned = z.object({ version: z.int() });

const euros = (minor: number) => ({ minor, currency: 'EUR' });
const strict = {
  mode: 'strict',
  unbackedPerRedemptionMinor: 0,
  unbackedPerCardMinor: 0,
  knowledgeAgeMsMax: 86_400_000,
};
const purchaseId = '01980000-0000-7000-8000-00000000b001';

describe('What is asked for again, under another Idempotency-Key', () => {
  let shop: OpenShop;

  beforeAll(async () => {
    shop = await openShop();
  });

  afterAll(() => shop.close());

  async function issueCard(activate = true): Promise<string> {
    const answer = await shop.post('/v1/gift-cards', { currency: 'EUR', activate });
    return `/v1/gift-cards/${Keyed.parse(answer.json()).key}`;
  }

  async function loadedCard(): Promise<string> {
    const card = await issueCard();
    await shop.post(`${card}/loads`, { amount: euros(5_000) });
    return card;
  }

  async function hold(): Promise<{ readonly card: string; readonly hold: string }> {
    const card = await loadedCard();
    const placed = await shop.post(`${card}/holds`, { amount: euros(1_000), purchaseId });
    return { card, hold: `${card}/holds/${Held.parse(placed.json()).result.data.holdId}` };
  }

  /** One that waits for a person, because it is so large. */
  async function largePurchase(): Promise<string> {
    const lines = [{ sku: 'GOLD', quantity: 1, unitPrice: euros(600_000) }];
    const tenders = [{ kind: 'payment', token: 'tok_approve', amount: euros(600_000) }];
    const answer = await shop.post('/v1/purchases', { lines, tenders }, { prefer: 'respond-async' });
    return `/v1/purchases/${Keyed.parse(answer.json()).key}`;
  }

  /** How many events there are of it. A fact that came later tells how far to read: a second effect would be seen. */
  async function eventsOf(thing: string): Promise<number> {
    const later = await shop.post('/v1/stock/COFFEE/deliveries', { quantity: 1 });
    const token = String(later.headers['consistency-token']);
    const answer = await shop.get(thing, { 'consistency-token': token, prefer: 'wait=5' });
    return Versioned.parse(answer.json()).version;
  }

  it.each([
    {
      what: 'an activation',
      prepare: async () => ({ thing: await issueCard(false), events: 2, door: '/activation' }),
    },
    {
      what: 'a block',
      prepare: async () => ({
        thing: await issueCard(),
        events: 3,
        door: '/block',
        body: { reason: 'lost' },
      }),
    },
    {
      what: 'a policy',
      prepare: async () => ({ thing: await issueCard(), events: 3, door: '/policy', body: strict }),
    },
    {
      what: 'the capture of a hold',
      prepare: async () => {
        const { card, hold: held } = await hold();
        return { thing: card, events: 5, door: `${held.slice(card.length)}/capture` };
      },
    },
    {
      what: 'the release of a hold',
      prepare: async () => {
        const { card, hold: held } = await hold();
        return { thing: card, events: 5, door: `${held.slice(card.length)}/release` };
      },
    },
  ])('is answered as it was the first time and done once: $what', async ({ prepare }) => {
    const { thing, events, door, body } = { body: {}, ...(await prepare()) };
    const first = await shop.post(`${thing}${door}`, body);
    const again = await shop.post(`${thing}${door}`, body);
    const result = z.object({ result: z.unknown() });
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(result.parse(again.json())).toEqual(result.parse(first.json()));
    await expect(eventsOf(thing)).resolves.toBe(events);
  });

  it('is answered with what is, and done once: the cancellation of a purchase', async () => {
    const purchase = await largePurchase();
    const first = await shop.post(`${purchase}/cancellation`, { reason: 'too dear' });
    const again = await shop.post(`${purchase}/cancellation`, { reason: 'not wanted any more' });
    expect([first.status, again.status]).toEqual([200, 200]);
    expect([first.json(), again.json()]).toMatchObject([
      { result: { data: { reason: 'too dear' } } },
      { result: { data: { reason: 'too dear' } } },
    ]);
    await expect(eventsOf(purchase)).resolves.toBe(3);
  });

  it.each([
    ['capture', 'release', 'was captured'],
    ['release', 'capture', 'was released'],
  ])('is refused when a %s has come before: %s', async (before, after, what) => {
    const { hold: held } = await hold();
    await shop.post(`${held}/${before}`);
    const answer = await shop.post(`${held}/${after}`);
    expect([answer.status, answer.json()]).toMatchObject([
      409,
      { code: 'gift-cards.hold-ended', detail: expect.stringContaining(what) },
    ]);
  });

  it('finds nothing left to do: an unblocking, a recall', async () => {
    const card = await issueCard();
    await shop.post(`${card}/block`, { reason: 'lost' });
    const answers = [];
    for (const door of ['unblock', 'unblock', 'recall']) answers.push(await shop.post(`${card}/${door}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map((answer) => answer.json())).toMatchObject([
      { result: { data: { blockIds: ['hub-1'], status: 'active' } } },
      { result: { data: { blockIds: [], status: 'active' } } },
      { result: { data: { allowanceIds: [] } } },
    ]);
    await expect(eventsOf(card)).resolves.toBe(4);
  });

  it('is another one where the API makes the id: a load, a purchase', async () => {
    const card = await loadedCard();
    await shop.post(`${card}/loads`, { amount: euros(5_000) });
    await expect(eventsOf(card)).resolves.toBe(4);
    expect(await largePurchase()).not.toBe(await largePurchase());
  });
});
