import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import type { ApiClient } from '#testing/hub';

import { Platform } from './platform.js';
import { ledgerOf, setSandbox } from './sandbox.js';
import { cardAfter, cardWith, done, purchaseOf, stockUp } from './trade.js';

interface SagaDocument {
  readonly state: string;
  /** Missing while there is no such saga yet. */
  readonly waiting?: readonly { readonly text: string }[];
}

describe('A payment provider that hangs', () => {
  let platform: Platform;
  let api: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start({ PAYMENT_TIMEOUT_MS: '300' });
    api = platform.api(await platform.hub());
    await stockUp(api, 10);
  });

  afterAll(() => platform.stop());

  const sagaOf = async (key: string) =>
    (await api.get<SagaDocument>(`/v1/sagas/purchasing.purchase/${key}`)).body;

  it('shows in the saga as the reason why it waits, and the purchase completes when the provider answers', async () => {
    await setSandbox(platform.sandbox, 'hang');
    const cardId = await cardWith(api, 1_000);
    const asked = await api.post('/v1/purchases', purchaseOf(1, { cardId, cardMinor: 1_000 }));
    const { id, key } = asked.body;
    expect(asked.status).toBe(202);

    const saga = await eventually(
      () => sagaOf(key),
      ({ waiting }) => waiting?.some(({ text }) => text.includes('payments says')) === true,
      { withinMs: 120_000 },
    );
    expect(saga.state).toBe('running');
    expect(saga.waiting?.[0]?.text).toContain('authorize payment');

    await setSandbox(platform.sandbox, 'normal');
    const ended = await eventually(
      async () => await api.get<{ state: string }>(`/v1/operations/${id}`, { Prefer: 'wait=10' }),
      ({ body }) => body.state !== 'running' && body.state !== 'accepted',
      { withinMs: 120_000 },
    );
    expect(ended.body.state).toBe('succeeded');
    expect(await cardAfter(api, cardId, ended)).toMatchObject({ balanceMinor: 0, heldMinor: 0 });
  });

  it('lets the customer cancel meanwhile: nothing is undone before its outcome is known', async () => {
    await setSandbox(platform.sandbox, 'hang');
    const cardId = await cardWith(api, 1_000);
    const { key, id } = (await api.post('/v1/purchases', purchaseOf(1, { cardId, cardMinor: 1_000 }))).body;
    await eventually(
      () => sagaOf(key),
      ({ waiting }) => waiting?.some(({ text }) => text.includes('authorize payment')) === true,
      { withinMs: 120_000 },
    );
    done(await api.post(`/v1/purchases/${key}/cancellation`, { reason: 'too slow' }, { waitSeconds: 20 }));
    await setSandbox(platform.sandbox, 'normal');

    const ended = await eventually(
      async () => await api.get<{ state: string }>(`/v1/operations/${id}`, { Prefer: 'wait=10' }),
      ({ body }) => body.state !== 'running' && body.state !== 'accepted',
      { withinMs: 120_000 },
    );
    expect(ended.body.state).toBe('compensated');
    expect(await cardAfter(api, cardId, ended)).toMatchObject({ availableMinor: 1_000, heldMinor: 0 });
    const { authorizations } = await ledgerOf(platform.sandbox);
    expect(authorizations.filter((each) => each.state === 'held')).toEqual([]);
  });
});
