import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import type { ApiClient, HubProcess } from '#testing/hub';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

import { Platform } from './platform.js';
import { ledgerOf } from './sandbox.js';
import { cardWith, purchaseOf, stockUp } from './trade.js';

const CARDS = 5;
const PURCHASES = 40;
const PRICE_MINOR = 3_500;
const BY_CARD_MINOR = 1_000;
const CUT_EVERY_MS = 60;

interface Page<T> {
  readonly data: readonly T[];
}

/** Half of all connections to the database but this one, over and over. */
async function cutConnections(administrator: Client, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await administrator.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and random() < 0.5`,
    );
    await pause(CUT_EVERY_MS);
  }
}

describe('A hub on PostgreSQL alone', () => {
  let platform: Platform;
  let hub: HubProcess;
  let api: ApiClient;
  let cards: readonly string[];

  beforeAll(async () => {
    platform = await Platform.start();
    hub = await platform.hub();
    api = platform.api(hub);
    await stockUp(api, 2 * PURCHASES);
    cards = await Promise.all(Array.from({ length: CARDS }, () => cardWith(api, 100_000)));
  });

  afterAll(async () => {
    await platform.stop();
  });

  /** Asks again, as the same request, until the hub has taken it. */
  const buy = async (n: number): Promise<string> => {
    const cardId = cards[n % CARDS] ?? '';
    const token = n % 10 === 7 ? 'tok_decline' : 'tok_approve';
    const idempotencyKey = randomUUID();
    const { body } = await eventually(
      () =>
        api.post('/v1/purchases', purchaseOf(1, { cardId, cardMinor: BY_CARD_MINOR, token }), {
          idempotencyKey,
        }),
      ({ status }) => status === 202 || status === 200 || status === 201,
      { withinMs: 120_000, everyMs: 100 },
    );
    return body.id;
  };

  const countOf = async (state: string): Promise<number> =>
    (await api.get<Page<unknown>>(`/v1/sagas?state=${state}&limit=200`)).body.data.length;

  /** So many purchases, a tenth of them declined, have ended; and every cent is where it belongs. */
  const expectEndOf = async (purchases: number, operations: readonly string[]): Promise<void> => {
    const declined = purchases / 10;
    const completed = purchases - declined;
    await eventually(
      async () => ({ completed: await countOf('completed'), compensated: await countOf('compensated') }),
      (ends) => ends.completed === completed && ends.compensated === declined,
      { withinMs: 120_000, everyMs: 200 },
    );
    const { authorizations, totals } = await ledgerOf(platform.sandbox);
    expect(totals.EUR).toMatchObject({ captured: completed * (PRICE_MINOR - BY_CARD_MINOR), held: 0 });
    expect(authorizations.filter((each) => each.state === 'captured')).toHaveLength(completed);
    await eventually(
      async () => {
        const { body } = await api.get<Page<{ balanceMinor: number; heldMinor: number }>>('/v1/gift-cards');
        return body.data.reduce((sum, card) => sum + 100_000 - card.balanceMinor + card.heldMinor, 0);
      },
      (spent) => spent === completed * BY_CARD_MINOR,
      { withinMs: 120_000 },
    );
    const states = await Promise.all(
      operations.map(async (id) => (await api.get(`/v1/operations/${id}`)).body['state']),
    );
    expect(states.filter((state) => state === 'compensated')).toHaveLength(operations.length / 10);
    expect(states.filter((state) => state === 'succeeded')).toHaveLength(operations.length * 0.9);
    expect((await api.get<Page<unknown>>('/v1/dead-letters')).body.data).toEqual([]);
  };

  it('loses nothing and doubles nothing when it is killed in the middle and started again', async () => {
    const operations = await Promise.all(Array.from({ length: PURCHASES }, (_, n) => buy(n)));
    await eventually(
      () => countOf('completed'),
      (completed) => completed > 0,
      { withinMs: 120_000 },
    );
    await hub.kill();
    hub = await platform.hub();
    api = platform.api(hub);
    await expectEndOf(PURCHASES, operations);
  });

  it('loses nothing and doubles nothing while its connections are cut over and over', async () => {
    const administrator = new Client({ connectionString: platform.database.url });
    await administrator.connect();
    const over = new AbortController();
    const cutting = cutConnections(administrator, over.signal);
    const operations = await Promise.all(Array.from({ length: PURCHASES }, (_, n) => buy(n)));
    await eventually(
      () => countOf('completed'),
      (completed) => completed >= 1.5 * PURCHASES,
      { withinMs: 120_000, everyMs: 200 },
    );
    over.abort();
    await cutting;
    await administrator.end();
    await expectEndOf(2 * PURCHASES, operations);
    expect(hub.output()).not.toMatch(/uncaught|unhandled/i);
  });
});
