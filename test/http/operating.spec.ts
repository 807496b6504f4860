import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryTransport } from '#adapters/memory';
import { LeaveTaking } from '#runtime';
import { eventually } from '#testing';
import { z } from 'zod';

import { ask } from './ask.js';
import { openBar, type OpenBar, TOKENS } from './open-bar.js';

const landlord = { token: TOKENS.landlord };
const newTab = { body: { guest: 'Ada', limit: { minor: 1_000, currency: 'EUR' } } };

describe('Health', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar({ working: false });
  });
  afterEach(() => bar.close());

  const ready = () => ask(bar.app, 'GET', '/health/ready', { token: '' });

  it('is ready when the database and the transport answer', async () => {
    const answer = await ready();
    expect([answer.status, answer.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: true, transport: true, running: true } },
    ]);
  });

  it('is alive but not ready without its database, and says what is missing', async () => {
    await bar.database.close();
    const answer = await ready();
    expect([answer.status, answer.json()]).toMatchObject([
      503,
      {
        code: 'not-ready',
        detail: 'Not ready: database',
        retryable: true,
        checks: { database: false, transport: true, running: true },
      },
    ]);
    expect(answer.headers['retry-after']).toBe('1');
    expect((await ask(bar.app, 'GET', '/health/live', { token: '' })).json()).toEqual({ status: 'alive' });
  });

  it('tells callers to come again when the database is away', async () => {
    await bar.database.close();
    for (const answer of [
      await ask(bar.app, 'POST', '/v1/tabs', newTab),
      await ask(bar.app, 'GET', '/v1/tabs'),
    ]) {
      expect([answer.status, answer.json()]).toMatchObject([
        503,
        { code: 'dependency-unavailable', retryable: true },
      ]);
      expect(answer.headers['retry-after']).toBe('1');
    }
  });

  it('is not ready without its transport, and keeps the reason to itself', async () => {
    const transport = {
      ...createMemoryTransport(),
      health: () => ({ up: false, detail: 'mq.internal refuses us' }),
    };
    const other = await openBar({ working: false, transport });
    const answer = await ask(other.app, 'GET', '/health/ready', { token: '' });
    await other.close();
    expect([answer.status, answer.json()]).toMatchObject([503, { detail: 'Not ready: transport' }]);
    expect(answer.text).not.toContain('mq.internal');
  });

  it('is ready without a transport where it only takes commands and answers queries, and says so', async () => {
    const transport = { ...createMemoryTransport(), health: () => ({ up: false, detail: 'no broker' }) };
    const door = await openBar({ working: false, transport, isReadyWithoutTransport: true });
    const answer = await ask(door.app, 'GET', '/health/ready', { token: '' });
    await door.close();
    expect([answer.status, answer.json()]).toEqual([
      200,
      {
        status: 'ready',
        checks: { database: true, transport: false, running: true },
        detail: 'Ready without: transport',
      },
    ]);
  });

  it('is not ready any more from the first sign of the end on, and asks callers to go elsewhere', async () => {
    bar.app.get(LeaveTaking).announce();
    const answer = await ready();
    expect([answer.status, answer.json()]).toMatchObject([503, { detail: 'Not ready: running' }]);
    expect(answer.headers['connection']).toBe('close');
  });
});

describe('Operating', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar();
  });
  afterEach(() => bar.close());

  it('shows dead letters with their reason and without what they carry', async () => {
    const envelope = {
      id: randomUUID(),
      kind: 'command' as const,
      type: 'bar.dance',
      version: 1,
      key: 'table-7',
      data: { secret: 'of Ada' },
      at: new Date(0).toISOString(),
      correlationId: randomUUID(),
    };
    await bar.database.transaction((tx) => tx.mailbox.deliver([{ queue: 'bar', envelope }]));
    const answer = await eventually(
      () => ask(bar.app, 'GET', '/v1/dead-letters', landlord),
      ({ text }) => text.includes(envelope.id),
      { withinMs: 120_000 },
    );
    expect(answer.json()).toMatchObject({
      data: [
        {
          queue: 'bar',
          reason: 'unknown-type',
          detail: 'UndecodableMessage: No message is called bar.dance',
          message: { id: envelope.id, type: 'bar.dance', key: 'table-7' },
        },
      ],
    });
    expect(answer.text).not.toContain('Ada');
    bar.forgetTrouble();
  });

  it('counts what happens, by names that callers cannot make up', async () => {
    await ask(bar.app, 'POST', '/v1/tabs', { ...newTab, headers: { prefer: 'wait=10' } });
    await ask(bar.app, 'GET', `/v1/tabs/${randomUUID()}`);
    await ask(bar.app, 'GET', `/v1/${randomUUID()}`);
    const { text, headers } = await ask(bar.app, 'GET', '/metrics', landlord);
    expect(headers['content-type']).toContain('text/plain');
    for (const line of [
      'countersign_operations_admitted_total{command="bar.open-tab",admission="new"} 1',
      'countersign_http_request_duration_seconds_count{method="POST",route="/v1/tabs",status="2xx"} 1',
      'countersign_http_request_duration_seconds_count{method="GET",route="/v1/tabs/:tabId",status="4xx"} 1',
      'countersign_http_request_duration_seconds_count{method="GET",route="none",status="4xx"} 1',
      'countersign_database_up 1',
      'countersign_outbox_waiting 0',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it('measures what waits', async () => {
    const quiet = await openBar({ working: false });
    await ask(quiet.app, 'POST', '/v1/tabs', newTab);
    const { text } = await ask(quiet.app, 'GET', '/metrics', landlord);
    await quiet.close();
    expect(text).toContain('countersign_queue_waiting{queue="bar"} 1');
    expect(text).toContain('countersign_queue_oldest_seconds{queue="bar"}');
  });

  it('says that the database is away, still counts, and shows nothing old', async () => {
    const quiet = await openBar({ working: false });
    await ask(quiet.app, 'POST', '/v1/tabs', newTab);
    const before = await ask(quiet.app, 'GET', '/metrics', landlord);
    await quiet.database.close();
    const { status, text } = await eventually(
      () => ask(quiet.app, 'GET', '/metrics', landlord),
      (answer) => answer.text.includes('countersign_database_up 0'),
      { withinMs: 120_000 },
    );
    await quiet.close();
    expect(status).toBe(200);
    for (const gauge of ['queue_waiting{', 'queue_oldest_seconds{', 'outbox_waiting ', 'outbox_oldest_']) {
      expect(before.text).toContain(`\ncountersign_${gauge}`);
      expect(text).not.toContain(`\ncountersign_${gauge}`);
    }
  });
});

describe('A list', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar();
  });
  afterEach(() => bar.close());

  const TabsPage = z.object({
    data: z.array(z.object({ tabId: z.uuid(), guest: z.string() })),
    page: z.object({ next: z.string().nullable() }),
  });

  it('comes page by page, filtered, and as fresh as its reader has seen', async () => {
    const opened: string[] = [];
    let token = '';
    for (const guest of ['Ada', 'Bob', 'Ada', 'Ada']) {
      const answer = await ask(bar.app, 'POST', '/v1/tabs', {
        body: { ...newTab.body, guest },
        headers: { prefer: 'wait=10' },
      });
      token = String(answer.headers['consistency-token']);
      if (guest === 'Ada') opened.unshift(z.object({ key: z.string() }).parse(answer.json()).key);
    }
    const list = async (query: string) => {
      const headers = { 'consistency-token': token, prefer: 'wait=5' };
      return TabsPage.parse((await ask(bar.app, 'GET', `/v1/tabs?guest=Ada&${query}`, { headers })).json());
    };
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.page.next ?? ''}`);
    expect([...first.data, ...second.data].map((each) => each.tabId)).toEqual(opened);
    expect(second.page.next).toBeNull();
  });
});
