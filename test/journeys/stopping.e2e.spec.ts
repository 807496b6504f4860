import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import type { ApiClient, HubProcess } from '#testing/hub';
import { type Line, openLine } from '#testing/servers';
import { Client } from 'pg';

import { Platform } from './platform.js';
import { setSandbox } from './sandbox.js';
import { cardWith, purchaseOf, stockUp } from './trade.js';

async function countOperations(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      'select count(*)::integer as count from countersign.operation',
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

const connected = (line: Line) =>
  eventually(
    () => line.connections.size,
    (count) => count > 0,
    { withinMs: 120_000 },
  );

/** Its workers and its API have questions under way. */
async function fallSilentInTheMiddle(api: ApiClient, silence: () => void): Promise<void> {
  const sell = () => api.post('/v1/gift-cards', { currency: 'EUR' });
  await Promise.all(Array.from({ length: CLIENTS }, sell));
  const unanswered = Array.from({ length: CLIENTS }, sell);
  silence();
  for (const each of unanswered) each.catch(() => undefined);
}

const CLIENTS = 8;
const STOP_MS_MAX = 30_000;

/** What came of one request: its status, or how its connection failed. */
type Outcome = number | string;

describe('A hub that is told to stop', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start({ PAYMENT_TIMEOUT_MS: '1000' });
  });
  afterEach(() => platform.stop());

  const isReady = async (hub: HubProcess): Promise<boolean> => {
    const answer = await fetch(`${hub.probesUrl}/health/ready`).catch(() => undefined);
    return answer?.status === 200;
  };

  it('answers all that it is asked until it is left alone, loses nothing, and exits with 0', async () => {
    const leaving = await platform.hub({ COUNTERSIGN_DRAIN_MS: '1000' });
    const staying = await platform.hub();
    let target = leaving;
    const over = new AbortController();
    const statuses: number[] = [];
    const taken: string[] = [];
    const client = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const { status, body } = await platform.api(target).post('/v1/gift-cards', { currency: 'EUR' });
        statuses.push(status);
        taken.push(body.id);
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    await eventually(
      () => taken.length,
      (count) => count > 100,
      { withinMs: 120_000 },
    );

    const stopping = leaving.stop();
    await eventually(
      () => isReady(leaving),
      (ready) => !ready,
      { withinMs: 120_000, everyMs: 5 },
    );
    target = staying;
    expect(await stopping).toBe(0);
    const takenThen = taken.length;
    await eventually(
      () => taken.length,
      (count) => count > takenThen + 100,
      { withinMs: 120_000 },
    );
    over.abort();
    await Promise.all(clients);

    expect(new Set(statuses)).toEqual(new Set([202]));
    const api = platform.api(staying);
    for (const id of taken) {
      const { body } = await api.get(`/v1/operations/${id}`, { Prefer: 'wait=20' });
      expect(body).toMatchObject({ id, state: 'succeeded' });
    }
  });

  it('answers or refuses those who go on asking, and takes on nothing that it does not answer', async () => {
    const hub = await platform.hub();
    const { Authorization } = platform.api(hub).credentials();
    const outcomes: Outcome[] = [];
    const ask = (): Promise<Outcome> =>
      new Promise((resolve) => {
        const asked = request(
          `${hub.url}/v1/gift-cards`,
          {
            method: 'POST',
            agent: false,
            headers: { Authorization, 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' },
          },
          (answer) => answer.resume().once('end', () => resolve(answer.statusCode ?? 0)),
        );
        asked.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        asked.end('{"currency":"EUR"}');
      });
    const client = async (): Promise<void> => {
      for (let outcome: Outcome = 202; outcome === 202; outcomes.push(outcome)) outcome = await ask();
    };
    const clients = Array.from({ length: CLIENTS }, client);
    await eventually(
      () => outcomes.length,
      (count) => count > 50,
      { withinMs: 120_000 },
    );
    expect(await hub.stop()).toBe(0);
    await Promise.all(clients);

    const answered = outcomes.filter((each) => each === 202);
    const unanswered = outcomes.filter((each) => each !== 202);
    expect(unanswered).toHaveLength(CLIENTS);
    // One that the system has connected in the very moment of the end is reset, and nothing has come of it either.
    expect(['ECONNREFUSED', 'ECONNRESET']).toEqual(expect.arrayContaining(unanswered));
    expect(await countOperations(platform.database.url)).toBe(answered.length);
  });

  it('sends those away who wait for the end of an operation, with the operation as it is', async () => {
    const hub = await platform.hub();
    const api = platform.api(hub);
    await stockUp(api, 1);
    const cardId = await cardWith(api, 1_000);
    await setSandbox(platform.sandbox, 'hang');
    const waiting = api.post('/v1/purchases', purchaseOf(1, { cardId, cardMinor: 1_000 }), {
      waitSeconds: 30,
    });
    await eventually(
      async () => (await api.get<{ data: unknown[] }>('/v1/sagas?state=running')).body.data.length,
      (running) => running === 1,
      { withinMs: 120_000 },
    );
    const since = performance.now();
    const code = await hub.stop();
    const { status, body, headers } = await waiting;

    expect([status, body.state, code]).toEqual([202, 'running', 0]);
    expect(headers.get('connection')).toBe('close');
    expect(performance.now() - since).toBeLessThan(STOP_MS_MAX);
  });

  it.each(['works', 'starts'])(
    'exits with 0 in time when its database is silent for good while it %s',
    async (when) => {
      const line = await openLine(platform.database.url);
      const silence = (): void => {
        line.staySilent();
        line.fallSilent();
      };
      if (when === 'starts') silence();
      let pid = 0;
      const environment = { DATABASE_URL: line.url, COUNTERSIGN_DRAIN_MS: '3000' };
      const starting = platform.hub(environment, { onSpawn: (spawned) => (pid = spawned) });
      const ended = starting.then(
        ({ ended: code }) => code,
        (error: unknown) => String(error),
      );
      await (when === 'works' ? starting : connected(line));
      if (when === 'works') await fallSilentInTheMiddle(platform.api(await starting), silence);
      const since = performance.now();
      process.kill(pid, 'SIGTERM');
      expect(String(await ended)).toMatch(/^0$|ended with 0/);
      expect(performance.now() - since).toBeLessThan(STOP_MS_MAX);
      await line.close();
    },
  );

  it('exits at once when it is told again', async () => {
    const hub = await platform.hub({ COUNTERSIGN_DRAIN_MS: '5000' });
    const stopping = hub.stop();
    await eventually(
      () => isReady(hub),
      (ready) => !ready,
      { withinMs: 120_000 },
    );
    const again = hub.stop();
    const first = await Promise.race([again, pause(4_000, 'still there')]);
    expect([first, await stopping]).toEqual([1, 1]);
  });
});

describe('A process that only works', () => {
  let platform: Platform;
  let worker: HubProcess;
  beforeEach(async () => {
    platform = await Platform.start();
    worker = await platform.hub({ COUNTERSIGN_ROLES: 'workers' });
  });
  afterEach(() => platform.stop());

  const ask = (path: string) =>
    fetch(`${worker.probesUrl}${path}`, { headers: platform.api(worker).credentials() });

  it('can be watched, and serves nothing else', async () => {
    expect(worker.url).toBe('');
    expect((await ask('/health/live')).status).toBe(200);
    expect(await (await ask('/health/ready')).json()).toMatchObject({ status: 'ready' });
    expect(await (await ask('/metrics')).text()).toContain('countersign_database_up 1');
    expect((await fetch(`${worker.probesUrl}/metrics`)).status).toBe(401);
    for (const path of ['/v1/gift-cards', '/docs', '/healthy', '/metrics/x']) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
  });
});
