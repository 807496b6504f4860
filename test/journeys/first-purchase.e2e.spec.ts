import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '#testing/hub';

import { Platform } from './platform.js';
import { asNewAs, cardAfter, cardWith, done, euros, purchaseOf, SKU, stockUp } from './trade.js';

interface SagaDocument {
  readonly state: string;
  readonly updatedAt: string;
  readonly steps: readonly { readonly path: string; readonly state: string }[];
  readonly history: readonly { readonly what: string }[];
}

const WAIT = { waitSeconds: 20 } as const;

describe('A purchase, from the door to the goods on their way', () => {
  let platform: Platform;
  let api: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start();
    api = platform.api(await platform.hub());
    await stockUp(api, 100);
  });

  afterAll(() => platform.stop());

  it('is paid partly with a card and partly with a credit card', async () => {
    const cardId = await cardWith(api, 5_000);
    const answer = await api.post('/v1/purchases', purchaseOf(2, { cardId, cardMinor: 4_500 }), WAIT);

    expect(answer).toMatchObject({ status: 201, body: { state: 'succeeded' } });
    expect(answer.headers.get('location')).toBe(`/v1/purchases/${answer.body.key}`);
    expect(await cardAfter(api, cardId, answer)).toMatchObject({ balanceMinor: 500, heldMinor: 0 });
    const purchase = await api.get(`/v1/purchases/${answer.body.key}`, asNewAs(answer));
    expect(purchase.body).toMatchObject({ status: 'completed', total: euros(7_000) });
    expect(JSON.stringify(purchase.body)).not.toContain('tok_approve');
  });

  it('is done once, however often it is asked for', async () => {
    const cardId = await cardWith(api, 10_000);
    const body = purchaseOf(1, { cardId, cardMinor: 3_500 });
    const again = { ...WAIT, idempotencyKey: 'the-same-purchase-again-and-again' };
    const answers = await Promise.all([1, 2, 3].map(() => api.post('/v1/purchases', body, again)));

    expect(new Set(answers.map((answer) => done(answer).id)).size).toBe(1);
    const [last] = answers.slice(-1);
    expect(last && (await cardAfter(api, cardId, last))).toMatchObject({ balanceMinor: 6_500 });
    const other = await api.post('/v1/purchases', purchaseOf(2, {}), again);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('is undone when the credit card is declined: the card has its money back, the goods are free again', async () => {
    const cardId = await cardWith(api, 5_000);
    const before = await api.get(`/v1/stock/${SKU}`);
    const body = purchaseOf(2, { cardId, cardMinor: 5_000, token: 'tok_decline' });
    const answer = await api.post('/v1/purchases', body, WAIT);

    const { key } = answer.body;
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: 'payments.payment-declined',
        detail: 'The payment provider declined the credit card: The card was declined',
        links: { saga: `/v1/sagas/purchasing.purchase/${String(key)}` },
      },
    });
    expect(await cardAfter(api, cardId, answer)).toMatchObject({ availableMinor: 5_000, heldMinor: 0 });
    const after = await api.get(`/v1/stock/${SKU}`);
    expect(after.body).toMatchObject({ onHand: before.body['onHand'], reserved: 0 });
  });

  it('leaves a saga behind that tells what happened, step by step', async () => {
    const { key } = done(await api.post('/v1/purchases', purchaseOf(1, {}), WAIT));
    const { body } = await api.get<SagaDocument>(`/v1/sagas/purchasing.purchase/${key}`);

    expect(body.state).toBe('completed');
    expect(body.updatedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const states = new Map(body.steps.map(({ path, state }) => [path, state]));
    expect(states.get('accept')).toBe('done');
    expect(states.get('hold cards')).not.toBe('done');
    expect(body.history.map((each) => each.what)).toEqual(expect.arrayContaining(['started', 'completed']));
  });
});
