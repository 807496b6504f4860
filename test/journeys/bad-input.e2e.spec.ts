import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiClient, ApiClient as Client, type HubProcess } from '#testing/hub';
import { Client as Sql } from 'pg';

import { Platform } from './platform.js';
import { cardWith, euros, purchaseOf, stockUp } from './trade.js';

interface ProblemDocument {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly { readonly pointer?: string }[];
}

describe('Bad input', () => {
  let platform: Platform;
  let hub: HubProcess;
  let api: ApiClient;
  let sql: Sql;
  let cards: Readonly<Record<'empty' | 'full' | 'blocked' | 'unknown', string>>;

  beforeAll(async () => {
    platform = await Platform.start();
    hub = await platform.hub();
    api = platform.api(hub);
    sql = new Sql({ connectionString: platform.database.url });
    await sql.connect();
    await stockUp(api, 10);
    const blocked = await cardWith(api, 1_000);
    await api.post(`/v1/gift-cards/${blocked}/block`, { reason: 'reported lost' }, { waitSeconds: 20 });
    cards = {
      empty: await cardWith(api, 0),
      full: await cardWith(api, 200_000),
      blocked,
      unknown: '0197f2c0-0000-7000-8000-000000000000',
    };
  });

  afterAll(async () => {
    await sql.end();
    await platform.stop();
  });

  const events = async (): Promise<unknown> =>
    (await sql.query('select count(*) as events from countersign.event')).rows;

  /** Sends a request that must fail, and shows that it left no trace in the event log. */
  async function refused(send: () => Promise<{ status: number; body: unknown; headers: Headers }>) {
    const before = await events();
    const { status, body, headers } = await send();
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(await events()).toEqual(before);
    const problem = body as ProblemDocument;
    expect(problem.status).toBe(status);
    return { status, code: problem.code, pointers: problem.errors?.map((each) => each.pointer) ?? [] };
  }

  const post = (path: string, body: unknown, idempotencyKey?: string) =>
    refused(() =>
      api.post<unknown>(path, body, {
        waitSeconds: 20,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      }),
    );

  it.each([
    ['zero', { minor: 0, currency: 'EUR' }, '#/amount/minor'],
    ['less than zero', { minor: -5, currency: 'EUR' }, '#/amount/minor'],
    ['half a cent', { minor: 0.5, currency: 'EUR' }, '#/amount/minor'],
    ['too much', { minor: 100_000_001, currency: 'EUR' }, '#/amount/minor'],
    ['text', { minor: '100', currency: 'EUR' }, '#/amount/minor'],
    ['an unknown currency', { minor: 100, currency: 'XXX' }, '#/amount/currency'],
    ['nothing', undefined, '#/amount'],
  ])('an amount of %s is refused with a pointer to it', async (_, amount, pointer) => {
    const answer = await post(`/v1/gift-cards/${cards.empty}/loads`, { amount });
    expect(answer).toEqual({ status: 400, code: 'validation-failed', pointers: [pointer] });
  });

  it('a field that nobody knows is refused by name', async () => {
    const answer = await post('/v1/gift-cards', { currency: 'EUR', balance: 1 });
    expect(answer).toMatchObject({ status: 400, pointers: ['#/balance'] });
  });

  it.each([
    ['unknown', 404, 'gift-cards.card-unknown'],
    ['blocked', 409, 'gift-cards.card-is-blocked'],
    ['empty', 409, 'gift-cards.insufficient-balance'],
  ] as const)('a redemption from a card that is %s is refused', async (which, status, code) => {
    const answer = await post(`/v1/gift-cards/${cards[which]}/redemptions`, { amount: euros(100) });
    expect(answer).toMatchObject({ status, code });
  });

  it('a load beyond what a card may hold is refused', async () => {
    const answer = await post(`/v1/gift-cards/${cards.full}/loads`, { amount: euros(1) });
    expect(answer).toEqual({
      status: 409,
      code: 'gift-cards.balance-limit-exceeded',
      pointers: ['#/amount'],
    });
  });

  it('a purchase that its tenders do not cover is refused', async () => {
    const body = { ...purchaseOf(1, {}), tenders: [{ kind: 'payment', token: 'tok', amount: euros(1) }] };
    const answer = await post('/v1/purchases', body);
    expect(answer).toEqual({
      status: 422,
      code: 'purchasing.tenders-do-not-cover-total',
      pointers: ['#/tenders'],
    });
  });

  it('an idempotency key that is too short is refused', async () => {
    const answer = await post('/v1/gift-cards', { currency: 'EUR' }, 'short');
    expect(answer).toMatchObject({ status: 400, code: 'idempotency-key-malformed' });
  });

  it.each([
    ['malformed JSON', '{"currency":', { 'Content-Type': 'application/json' }, 400, 'malformed'],
    ['another media type', 'currency=EUR', { 'Content-Type': 'text/plain' }, 415, 'unsupported-media-type'],
    [
      'a body over the limit',
      JSON.stringify({ currency: 'E'.repeat(300_000) }),
      { 'Content-Type': 'application/json' },
      413,
      'payload-too-large',
    ],
  ] as const)('%s is refused', async (_, body, headers, status, code) => {
    const answer = await refused(async () => {
      const response = await fetch(`${hub.url}/v1/gift-cards`, {
        method: 'POST',
        body,
        headers: { ...headers, ...api.credentials(), 'Idempotency-Key': crypto.randomUUID() },
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    });
    expect(answer).toMatchObject({ status, code });
  });

  it.each([
    ['no', ''],
    ['a wrong', 'csk_test-nobody_0123456789abcdef0123456789abcdef'],
  ])('%s key is refused', async (_, bearer) => {
    const stranger = new Client(hub.url, bearer);
    const answer = await refused(() => stranger.post<unknown>('/v1/gift-cards', { currency: 'EUR' }));
    expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('a path that does not exist is a problem, too', async () => {
    const answer = await refused(() => api.get('/v1/gift-vouchers'));
    expect(answer).toMatchObject({ status: 404, code: 'not-found' });
  });
});
