import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import type { ApiClient, HubProcess } from '#testing/hub';
import { type FreshVhost, freshVhost } from '#testing/servers';

import { Platform } from './platform.js';
import { ledgerOf } from './sandbox.js';
import { cardWith, done, purchaseOf, stockUp } from './trade.js';

const CARDS = 6;
const PURCHASES = 60;
const PRICE_MINOR = 3_500;
const BY_CARD_MINOR = 1_000;

interface Page<T> {
  readonly data: readonly T[];
}

describe('One hub process for HTTP and two workers, over RabbitMQ', () => {
  let vhost: FreshVhost;
  let platform: Platform;
  let api: ApiClient;
  const workers: HubProcess[] = [];

  beforeAll(async () => {
    vhost = await freshVhost();
    platform = await Platform.start({ AMQP_URL: vhost.url });
    const http = await platform.hub({ COUNTERSIGN_ROLES: 'http' });
    workers.push(await platform.hub({ COUNTERSIGN_ROLES: 'workers' }));
    workers.push(await platform.hub({ COUNTERSIGN_ROLES: 'workers' }));
    api = platform.api(http);
    await stockUp(api, PURCHASES);
  });

  afterAll(async () => {
    await platform.stop();
    await vhost.drop();
  });

  const countOf = async (state: string): Promise<number> =>
    (await api.get<Page<unknown>>(`/v1/sagas?state=${state}&limit=200`)).body.data.length;

  it('lose nothing and double nothing when a worker is killed in the middle and started again', async () => {
    const cards = await Promise.all(Array.from({ length: CARDS }, () => cardWith(api, 100_000)));
    const asked = await Promise.all(
      Array.from({ length: PURCHASES }, (_, n) => {
        const token = n % 10 === 7 ? 'tok_decline' : 'tok_approve';
        const cardId = cards[n % CARDS] ?? '';
        return api.post('/v1/purchases', purchaseOf(1, { cardId, cardMinor: BY_CARD_MINOR, token }));
      }),
    );
    expect(asked.map((each) => each.status)).toEqual(asked.map(() => 202));

    await eventually(
      () => countOf('completed'),
      (completed) => completed > 0,
      { withinMs: 120_000 },
    );
    await workers[0]?.kill();
    await platform.hub({ COUNTERSIGN_ROLES: 'workers' });

    const declined = PURCHASES / 10;
    const ends = await eventually(
      async () => ({ completed: await countOf('completed'), compensated: await countOf('compensated') }),
      ({ completed, compensated }) => completed + compensated === PURCHASES,
      { withinMs: 120_000 },
    );
    expect(ends).toEqual({ completed: PURCHASES - declined, compensated: declined });

    const { authorizations, totals } = await ledgerOf(platform.sandbox);
    const paid = (PURCHASES - declined) * (PRICE_MINOR - BY_CARD_MINOR);
    expect(totals.EUR).toMatchObject({ captured: paid, held: 0 });
    expect(authorizations.filter((each) => each.state === 'captured')).toHaveLength(PURCHASES - declined);

    const spent = await eventually(
      async () => {
        const { body } = await api.get<Page<{ balanceMinor: number; heldMinor: number }>>('/v1/gift-cards');
        return body.data.reduce((sum, card) => sum + 100_000 - card.balanceMinor + card.heldMinor, 0);
      },
      (sum) => sum === (PURCHASES - declined) * BY_CARD_MINOR,
      { withinMs: 120_000 },
    );
    expect(spent).toBe((PURCHASES - declined) * BY_CARD_MINOR);
    const operations = await Promise.all(asked.map(({ body }) => api.get(`/v1/operations/${body.id}`)));
    expect(new Set(operations.map(({ body }) => body['state']))).toEqual(
      new Set(['succeeded', 'compensated']),
    );
    expect((await api.get<Page<unknown>>('/v1/dead-letters')).body.data).toEqual([]);
    done(await api.post('/v1/gift-cards', { currency: 'EUR' }, { waitSeconds: 20 }));
  });
});
