import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { ask } from './ask.js';
import { openBar, type OpenBar, TOKENS } from './open-bar.js';

const EUR_10 = { minor: 1_000, currency: 'EUR' };
const Operation = z.object({ id: z.uuid(), key: z.uuid(), state: z.string() });
const newTab = { guest: 'Ada', limit: EUR_10 };

describe('A command over HTTP', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar();
  });
  afterEach(() => bar.close());

  it('is accepted with an operation to follow', async () => {
    const answer = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab });
    const operation = Operation.parse(answer.json());
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({
      location: `/v1/operations/${operation.id}`,
      'retry-after': '1',
      vary: 'Prefer',
      'cache-control': 'no-store',
    });
    expect(answer.json()).toMatchObject({
      state: 'accepted',
      command: 'bar.open-tab',
      links: { self: `/v1/operations/${operation.id}` },
    });
  });

  it('is answered with what came into being when the caller prefers to wait', async () => {
    const answer = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers: { prefer: 'wait=10' } });
    const { key } = Operation.parse(answer.json());
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: `/v1/tabs/${key}`, 'preference-applied': 'wait=10' });
    expect(answer.json()).toMatchObject({
      state: 'succeeded',
      result: { type: 'bar.tab-opened', data: { tabId: key, guest: 'Ada' } },
    });
  });

  it('is read back at once by the token of its answer', async () => {
    const opened = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers: { prefer: 'wait=10' } });
    const { key } = Operation.parse(opened.json());
    const token = String(opened.headers['consistency-token']);
    const seen = await ask(bar.app, 'GET', `/v1/tabs/${key}`, {
      headers: { 'consistency-token': token, prefer: 'wait=5' },
    });
    expect(seen.json()).toEqual({ tabId: key, guest: 'Ada', drinks: 0 });
  });

  it('is refused with a problem that the context describes', async () => {
    const opened = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers: { prefer: 'wait=10' } });
    const { key } = Operation.parse(opened.json());
    const answer = await ask(bar.app, 'POST', `/v1/tabs/${key}/drinks`, {
      body: { price: { minor: 1_001, currency: 'EUR' } },
      headers: { prefer: 'wait=10' },
    });
    expect(answer.status).toBe(409);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'https://countersign.dev/problems/bar/limit-reached',
      title: 'The limit of the tab is reached',
      status: 409,
      detail: 'Only 10.00 EUR are left',
      code: 'bar.limit-reached',
      retryable: false,
      errors: [{ detail: 'Only 10.00 EUR are left', pointer: '#/price' }],
      operationId: expect.any(String),
      instance: `/v1/requests/${String(answer.headers['request-id'])}`,
    });
  });

  it('is refused as a conflict when nobody described the refusal, and the operation keeps the problem', async () => {
    const tabId = randomUUID();
    const answer = await ask(bar.app, 'POST', `/v1/tabs/${tabId}/drinks`, {
      body: { price: EUR_10 },
      headers: { prefer: 'wait=10' },
    });
    const problem = z.object({ operationId: z.string() }).parse(answer.json());
    expect(answer.json()).toMatchObject({ status: 409, code: 'bar.no-such-tab', title: 'No such tab' });
    const operation = await ask(bar.app, 'GET', `/v1/operations/${problem.operationId}`);
    expect(operation.status).toBe(200);
    expect(operation.json()).toMatchObject({
      state: 'failed',
      problem: { code: 'bar.no-such-tab', instance: `/v1/operations/${problem.operationId}` },
    });
  });

  it('is answered without a body when the caller prefers that', async () => {
    const headers = { prefer: 'return=minimal, wait=10' };
    const opened = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers });
    expect([opened.status, opened.text]).toEqual([201, '']);
    const tab = String(opened.headers['location']);
    const ordered = await ask(bar.app, 'POST', `${tab}/drinks`, { body: { price: EUR_10 }, headers });
    expect([ordered.status, ordered.text]).toEqual([204, '']);
    const accepted = await ask(bar.app, 'POST', '/v1/tabs', {
      body: newTab,
      headers: { prefer: 'return=minimal' },
    });
    expect([accepted.status, accepted.text]).toEqual([202, '']);
  });
});

describe('A command that is repeated', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar();
  });
  afterEach(() => bar.close());

  const idempotent = (key: string) => ({ 'idempotency-key': key, prefer: 'wait=10' });

  it('does nothing twice and names the ids of the first', async () => {
    const headers = idempotent(randomUUID());
    const first = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers });
    const second = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers });
    expect(second.status).toBe(first.status);
    expect(second.json()).toEqual(first.json());
    expect(second.headers).toMatchObject({
      location: first.headers['location'],
      'idempotent-replayed': 'true',
    });
    expect(first.headers['idempotent-replayed']).toBeUndefined();
  });

  it('is answered as it was the first time, but not told to come again when it has ended', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers });
    const uri = String(first.headers['location']);
    await ask(bar.app, 'GET', uri, { headers: { prefer: 'wait=10' } });
    const second = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers });
    expect([first.headers['retry-after'], second.headers['retry-after']]).toEqual(['1', undefined]);
    expect([second.status, second.headers['location']]).toEqual([first.status, uri]);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.json()).toMatchObject({ state: 'succeeded', result: { type: 'bar.tab-opened' } });
  });

  it('does nothing twice when both come at once', async () => {
    const headers = idempotent(randomUUID());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers })),
    );
    expect(new Set(answers.map((each) => Operation.parse(each.json()).key)).size).toBe(1);
    expect(answers.filter((each) => each.headers['idempotent-replayed'] === 'true')).toHaveLength(19);
  });

  it('is the same request when its key is quoted or not, and its JSON written otherwise', async () => {
    const key = randomUUID();
    const first = await ask(bar.app, 'POST', '/v1/tabs', {
      raw: '{"guest":"Ada","limit":{"minor":1000,"currency":"EUR"}}',
      headers: idempotent(key),
    });
    const second = await ask(bar.app, 'POST', '/v1/tabs', {
      raw: '{ "limit": {"currency":"EUR", "minor":1e3}, "guest":"\\u0041da" }',
      headers: idempotent(`"${key}"`),
    });
    expect(second.json()).toEqual(first.json());
  });

  it('is refused when the key was used for something else', async () => {
    const headers = idempotent(randomUUID());
    await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers });
    const other = await ask(bar.app, 'POST', '/v1/tabs', { body: { ...newTab, guest: 'Bob' }, headers });
    expect(other.status).toBe(422);
    expect(other.json()).toMatchObject({ code: 'idempotency-key-reused', retryable: false });
  });

  it('is another request when another caller makes it', async () => {
    const headers = idempotent(randomUUID());
    const first = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers });
    const other = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers, token: TOKENS.stranger });
    expect(other.status).toBe(201);
    expect(Operation.parse(other.json()).key).not.toBe(Operation.parse(first.json()).key);
  });
});

describe('An operation', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar({ working: false });
  });
  afterEach(() => bar.close());

  it('exists for its own caller only', async () => {
    const accepted = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab });
    const uri = String(accepted.headers['location']);
    expect((await ask(bar.app, 'GET', uri)).status).toBe(200);
    const stranger = await ask(bar.app, 'GET', uri, { token: TOKENS.stranger });
    expect([stranger.status, stranger.json()]).toMatchObject([404, { code: 'not-found' }]);
  });

  it('is waited for as long as the caller prefers, and told as it stands then', async () => {
    const accepted = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab, headers: { prefer: 'wait=1' } });
    expect([accepted.status, accepted.headers['preference-applied']]).toEqual([202, 'wait=1']);
    const uri = String(accepted.headers['location']);
    const waiting = ask(bar.app, 'GET', uri, { headers: { prefer: 'wait=20' } });
    bar.startEngine();
    const ended = await waiting;
    expect(ended.json()).toMatchObject({ state: 'succeeded' });
    expect(ended.headers).toMatchObject({ 'consistency-token': expect.stringMatching(/^c1\./) });
  });

  it('keeps a caller waiting no longer when the program stops', async () => {
    const accepted = await ask(bar.app, 'POST', '/v1/tabs', { body: newTab });
    const uri = String(accepted.headers['location']);
    const waiting = ask(bar.app, 'GET', uri, { headers: { prefer: 'wait=30' } });
    await bar.app.close();
    expect((await waiting).json()).toMatchObject({ state: 'accepted' });
  });
});
