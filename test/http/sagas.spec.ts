import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { SagaInstance } from '#kernel';
import { eventually } from '#testing';

import { ask, type Question } from './ask.js';
import { openBar, type OpenBar, TOKENS } from './open-bar.js';

const landlord = { token: TOKENS.landlord };
const SagaPage = z.object({
  data: z.array(z.object({ key: z.string(), state: z.string() })),
  page: z.object({ next: z.string().nullable(), hasMore: z.boolean() }),
});

/** A saga that waits for an operator. */
const stuckSaga = (key: string): SagaInstance => ({
  saga: 'bar.pay-later',
  definitionVersion: 1,
  key,
  direction: 'forward',
  state: { tabId: key },
  at: 1,
  items: [],
  itemsDone: 0,
  trail: [{ path: 'approve', step: 'approve', outcome: 'done' }],
  pending: [
    {
      kind: 'operator',
      path: 'close the tab',
      step: 'close the tab',
      purpose: 'do',
      attempt: 1,
      token: 'close the tab:do:1',
      because: 'the till is jammed',
      since: 0,
    },
  ],
  undoing: [],
  abandoned: [],
  early: [],
  startedAt: 0,
  correlationId: randomUUID(),
});

describe('Sagas over HTTP', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar();
  });
  afterEach(() => bar.close());

  async function openTab(): Promise<string> {
    const body = { guest: 'Ada', limit: { minor: 1_000, currency: 'EUR' } };
    const answer = await ask(bar.app, 'POST', '/v1/tabs', { body, headers: { prefer: 'wait=10' } });
    return z.object({ key: z.uuid() }).parse(answer.json()).key;
  }

  /** @returns the key of a saga that waits for the landlord, and where its operation is */
  async function payLater() {
    const key = await openTab();
    const answer = await ask(bar.app, 'POST', `/v1/tabs/${key}/deferral`);
    await waitFor(key, 'running');
    return { key, uri: `/v1/sagas/bar.pay-later/${key}`, operation: String(answer.headers['location']) };
  }

  const waitFor = (key: string, state: string) =>
    eventually(
      async () => (await ask(bar.app, 'GET', `/v1/sagas?key=${key}`, landlord)).json(),
      (sagas) => SagaPage.parse(sagas).data.some((each) => each.state === state),
      { withinMs: 120_000 },
    );

  const decide = (uri: string, body: object, question: Question = landlord) =>
    ask(bar.app, 'POST', `${uri}/decisions`, { body, ...question });

  it('tell where they stand and why they wait', async () => {
    const { key, uri } = await payLater();
    const answer = await ask(bar.app, 'GET', uri, landlord);
    expect(answer.json()).toMatchObject({
      type: 'bar.pay-later',
      key,
      version: 1,
      state: 'running',
      waiting: [
        {
          step: 'approve',
          kind: 'person',
          text: '"approve" waits for a person who may bar:approve',
          until: expect.stringMatching(/^\d{4}-.+Z$/),
        },
      ],
      steps: [
        { step: 'approve', state: 'waiting' },
        { step: 'close the tab', state: 'ahead' },
      ],
      history: [{ what: 'started' }, { what: 'waits', step: 'approve' }],
      graph: { name: 'bar.pay-later', startedBy: 'bar.pay-later-asked' },
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      links: { self: uri },
    });
  });

  it('go on when a person approves, and end the operation that started them', async () => {
    const { uri, operation } = await payLater();
    const running = await ask(bar.app, 'GET', operation);
    expect(running.json()).toMatchObject({ state: 'running', links: { saga: uri } });
    const told = await decide(uri, { step: 'approve', approved: true, reason: 'A regular' });
    expect([told.status, told.headers['location'], told.json()]).toEqual([
      202,
      uri,
      { links: { saga: uri } },
    ]);
    const ended = await ask(bar.app, 'GET', operation, { headers: { prefer: 'wait=10' } });
    expect(ended.json()).toMatchObject({ state: 'succeeded' });
    const saga = await ask(bar.app, 'GET', uri, landlord);
    expect(saga.json()).toMatchObject({ state: 'completed', waiting: [] });
    expect(saga.text).toContain('landlord');
    expect(saga.text).toContain('A regular');
  });

  it('are undone when a person rejects, which fails the operation and is told with what was undone', async () => {
    const { key, uri, operation } = await payLater();
    await decide(uri, { step: 'approve', approved: false, reason: 'Owes too much' });
    const ended = await ask(bar.app, 'GET', operation, { headers: { prefer: 'wait=10' } });
    expect(ended.json()).toMatchObject({
      state: 'compensated',
      problem: { status: 409, key, links: { saga: uri } },
      links: { saga: uri },
    });
  });

  it('start once: whoever asks for the same again is told which is there', async () => {
    const { key, uri } = await payLater();
    const headers = { prefer: 'wait=10' };
    const again = await ask(bar.app, 'POST', `/v1/tabs/${key}/deferral`, { headers });
    expect([again.status, again.json()]).toMatchObject([
      409,
      {
        code: 'bar.pay-later-started-before',
        detail: `bar.pay-later ${key} had started before`,
        key,
        links: { saga: uri },
      },
    ]);
  });

  it('have no link where the command was refused and none ever started', async () => {
    const answer = await ask(bar.app, 'POST', `/v1/tabs/${randomUUID()}/deferral`, {
      headers: { prefer: 'wait=10' },
    });
    expect([answer.status, answer.json()]).toMatchObject([409, { code: 'bar.no-such-tab' }]);
    expect(answer.json()).not.toHaveProperty('links');
    const { operationId } = z.object({ operationId: z.string() }).parse(answer.json());
    const operation = await ask(bar.app, 'GET', `/v1/operations/${operationId}`);
    expect(operation.json()).toMatchObject({ links: { self: `/v1/operations/${operationId}` } });
    expect(operation.text).not.toContain('/v1/sagas/');
  });

  it('are told once when a decision is repeated', async () => {
    const { key, uri } = await payLater();
    const question = { ...landlord, headers: { 'idempotency-key': randomUUID() } };
    const body = { step: 'approve', approved: true, reason: 'A regular' };
    const first = await decide(uri, body, question);
    await waitFor(key, 'completed');
    const second = await decide(uri, body, question);
    expect([second.status, second.json()]).toEqual([first.status, first.json()]);
    expect(second.headers['idempotent-replayed']).toBe('true');
    const other = await decide(uri, { ...body, approved: false }, question);
    expect([other.status, other.json()]).toMatchObject([422, { code: 'idempotency-key-reused' }]);
  });

  it('take decisions from those only whom the step names', async () => {
    const { uri } = await payLater();
    const body = { step: 'approve', approved: true, reason: 'For me' };
    const answer = await decide(uri, body, { token: TOKENS.guest });
    expect([answer.status, answer.json()]).toMatchObject([403, { code: 'insufficient-scope' }]);
  });

  it.each([
    ['a step that is not waiting', 'approve', 409, 'saga-not-waiting'],
    ['a step that no person decides', 'close the tab', 400, 'validation-failed'],
  ])('refuse a decision on %s', async (_, step, status, code) => {
    const { key, uri } = await payLater();
    await decide(uri, { step: 'approve', approved: true, reason: 'A regular' });
    await waitFor(key, 'completed');
    const answer = await decide(uri, { step, approved: true, reason: 'Again' });
    expect([answer.status, answer.json()]).toMatchObject([status, { code }]);
  });

  it.each([
    ['GET', '/v1/sagas/bar.pay-later/nobody'],
    ['GET', '/v1/sagas/bar.nothing/nobody'],
    ['POST', '/v1/sagas/bar.nothing/nobody/decisions'],
    ['POST', '/v1/sagas/bar.pay-later/nobody/decisions'],
    ['POST', '/v1/sagas/bar.pay-later/nobody/resumption'],
  ] as const)('that do not exist are not found: %s %s', async (method, uri) => {
    const body = uri.endsWith('n')
      ? { reason: 'Why not' }
      : { step: 'approve', approved: true, reason: 'So' };
    const answer = await ask(bar.app, method, uri, { ...landlord, ...(method === 'POST' && { body }) });
    expect([answer.status, answer.json()]).toMatchObject([404, { code: 'not-found' }]);
  });

  it('try again when an operator says so, and only when they are stuck', async () => {
    const key = await openTab();
    const uri = `/v1/sagas/bar.pay-later/${key}`;
    await bar.database.transaction((tx) =>
      tx.sagas.save([{ instance: stuckSaga(key), readRevision: 0, history: [] }]),
    );
    const stuck = await ask(bar.app, 'GET', '/v1/sagas?state=stuck', landlord);
    expect(stuck.json()).toMatchObject({
      data: [
        {
          key,
          waiting: [{ text: '"close the tab" is stuck and waits for an operator: the till is jammed' }],
        },
      ],
    });
    const resume = () =>
      ask(bar.app, 'POST', `${uri}/resumption`, { ...landlord, body: { reason: 'Mended' } });
    expect((await resume()).status).toBe(202);
    await waitFor(key, 'completed');
    const late = await resume();
    expect([late.status, late.json()]).toMatchObject([
      409,
      { code: 'saga-not-stuck', detail: 'It is completed' },
    ]);
  });

  it('are listed page by page, by state, type and key', async () => {
    const keys: string[] = [];
    for (let count = 0; count < 5; count += 1) keys.push((await payLater()).key);
    const list = async (query: string) =>
      SagaPage.parse((await ask(bar.app, 'GET', `/v1/sagas?${query}`, landlord)).json());
    const first = await list('limit=3&state=running&type=bar.pay-later');
    const second = await list(`limit=3&state=running&type=bar.pay-later&cursor=${first.page.next ?? ''}`);
    expect([first.page.hasMore, second.page]).toEqual([true, { next: null, hasMore: false }]);
    expect([...first.data, ...second.data].map((each) => each.key)).toEqual(keys.toReversed());
    expect((await list('state=completed')).data).toEqual([]);
    const [only] = keys;
    expect((await list(`key=${only}`)).data.map((each) => each.key)).toEqual([only]);
    const other = await ask(bar.app, 'GET', `/v1/sagas?state=stuck&cursor=${first.page.next}`, landlord);
    expect([other.status, other.json()]).toMatchObject([400, { code: 'cursor-invalid' }]);
  });

  it.each(['colour=red', 'state=sad', 'limit=201', 'key=%00'])('refuse the filter %s', async (query) => {
    const answer = await ask(bar.app, 'GET', `/v1/sagas?${query}`, landlord);
    expect(answer.status).toBe(400);
  });
});
