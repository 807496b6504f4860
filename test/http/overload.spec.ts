import { afterEach, describe, expect, it } from '@jest/globals';
import { createMemoryDatabase } from '#adapters/memory';
import { eventually } from '#testing';

import { ask } from './ask.js';
import { openBar, type OpenBar, TOKENS } from './open-bar.js';

const newTab = { body: { guest: 'Ada', limit: { minor: 1_000, currency: 'EUR' } } };

let bar: OpenBar;
afterEach(() => bar.close());

describe('Too much work', () => {
  const orderUntilRefused = () =>
    eventually(
      () => ask(bar.app, 'POST', '/v1/tabs', newTab),
      ({ status }) => status === 503,
      { withinMs: 120_000 },
    );

  it('keeps new commands out while too much waits, says when to come again, and takes them when it is done', async () => {
    bar = await openBar({ working: false, loadLimits: { waitingMax: 3 } });
    const refused = await orderUntilRefused();
    expect(refused.json()).toMatchObject({ code: 'overloaded', retryable: true });
    expect(refused.headers['retry-after']).toBe('1');
    expect((await ask(bar.app, 'GET', '/v1/tabs')).status).toBe(200);

    bar.startEngine();
    const taken = await eventually(
      () => ask(bar.app, 'POST', '/v1/tabs', newTab),
      ({ status }) => status === 202,
      { withinMs: 120_000 },
    );
    expect(taken.status).toBe(202);
  });

  it('keeps new commands out while one waits for too long', async () => {
    bar = await openBar({ working: false, loadLimits: { oldestMsMax: 50 } });
    expect((await orderUntilRefused()).json()).toMatchObject({ code: 'overloaded' });
  });

  it('takes on what ends something that was begun', async () => {
    bar = await openBar({ working: false, loadLimits: { waitingMax: 1 } });
    await orderUntilRefused();
    const { status } = await ask(bar.app, 'POST', '/v1/tabs/019c0000-0000-7000-8000-000000000001/closing', {
      body: {},
    });
    expect(status).toBe(202);
  });

  it('refuses a command that gets no connection to the database, instead of letting it wait', async () => {
    const database = createMemoryDatabase();
    let isBusy = false;
    bar = await openBar({
      working: false,
      database: {
        ...database,
        transaction: (work) => (isBusy ? new Promise(() => undefined) : database.transaction(work)),
        onDelivered: (listener) => database.onDelivered(listener),
        ping: () => database.ping(),
        close: () => database.close(),
      },
    });
    isBusy = true;
    const { status, text } = await ask(bar.app, 'POST', '/v1/tabs', newTab);
    isBusy = false;
    expect([status, text]).toEqual([503, expect.stringContaining('No connection')]);
  });
});

describe('A caller that asks too much', () => {
  const look = (token: string) => ask(bar.app, 'GET', '/v1/tabs', { token });

  it('is told to slow down, and nobody else is', async () => {
    bar = await openBar({ principalLimits: { ratePerSecond: 1, burst: 5 } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => look(TOKENS.guest)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers['retry-after']).toBe('1');
    expect(refused[0]?.json()).toMatchObject({ code: 'too-many-requests', retryable: true });
    expect((await look(TOKENS.stranger)).status).toBe(200);
  });

  it('has only so many requests under way, and may ask again when they are answered', async () => {
    bar = await openBar({ principalLimits: { concurrentMax: 3 } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => look(TOKENS.guest)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 429]));
    expect((await look(TOKENS.guest)).status).toBe(200);
  });
});
