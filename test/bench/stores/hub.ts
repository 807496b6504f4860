import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { type PaymentSandbox, startPaymentSandbox } from '#contexts/payments';
import { eventually } from '#testing';
import { cpuSecondsOf } from '../measuring/processes.js';
import { ApiClient, type HubProcess, startHubProcess, testKey } from '#testing/hub';
import type { TestScratch } from '#testing/servers';

const SCOPES = ['cards:read', 'cards:write', 'stores:read', 'stores:write'];
/** More than is ever asked for: what is measured should not be limited by a budget. */
const BUDGET_MINOR = 100_000_000;
const AT_ONCE = 16;
const LOOK_MS = 2_000;
/** Of one core. */
const RESTING_SHARE = 0.2;
const LOADED_MINOR = 100;

/** A hub of this run's own: one process on its own PostgreSQL, as it is by default. */
export interface BenchHub {
  readonly url: string;
  readonly databaseUrl: string;
  readonly api: ApiClient;
  readonly pids: { readonly hub: number; readonly postgres: number };
  /** Makes room for a store that may do a lot. @returns the code for its node */
  registerStore(name: string): Promise<string>;
  /** Active cards with a little on them. @returns their ids */
  issueCards(count: number): Promise<readonly string[]>;
  /** Waits until it has done what it was given. */
  atRest(): Promise<void>;
  stop(): Promise<void>;
}

export async function startHub(scratch: TestScratch): Promise<BenchHub> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch.folder, 'hub') });
  await scratch.process(postgres.pid);
  const sandbox = await startPaymentSandbox({ host: '127.0.0.1', port: 0 });
  const key = testKey('bench', SCOPES);
  const hub = await startHubProcess({
    DATABASE_URL: postgres.url,
    PAYMENT_PROVIDER_URL: sandbox.url,
    COUNTERSIGN_API_KEYS: JSON.stringify([key.apiKey]),
  });
  await scratch.process(hub.pid);
  const api = new ApiClient(hub.url, key.bearer);
  const pids = { hub: hub.pid, postgres: postgres.pid };
  return {
    url: hub.url,
    databaseUrl: postgres.url,
    api,
    pids,
    registerStore: (name) => registerStore(api, name),
    issueCards: (count) => issueCards(api, count),
    atRest: () => atRest(Object.values(pids)),
    stop: () => stop(hub, sandbox, postgres),
  };
}

/** The first look has nothing to compare with, and a hub that polls is never wholly at rest. */
async function atRest(pids: readonly number[]): Promise<void> {
  const used = (): number => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  let before = used();
  await eventually(
    () => {
      const now = used();
      const seconds = now - before;
      before = now;
      return seconds;
    },
    (seconds) => seconds > 0 && seconds < (RESTING_SHARE * LOOK_MS) / 1_000,
    { withinMs: 600_000, everyMs: LOOK_MS },
  );
}

async function stop(
  hub: HubProcess,
  sandbox: PaymentSandbox,
  postgres: { stop(): Promise<unknown> },
): Promise<void> {
  await hub.stop();
  await sandbox.close();
  await postgres.stop();
}

async function registerStore(api: ApiClient, name: string): Promise<string> {
  const secret = randomBytes(24).toString('base64url');
  const made = await done(api, '/v1/stores', { name, currency: 'EUR', secret });
  for (const grant of ['risk-grants', 'load-grants'])
    await done(api, `/v1/stores/${made}/${grant}`, { minor: BUDGET_MINOR });
  return `${made}.${secret}`;
}

async function issueCards(api: ApiClient, count: number): Promise<readonly string[]> {
  const cards: string[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun++ < count) {
      const card = await done(api, '/v1/gift-cards', { currency: 'EUR' });
      await done(api, `/v1/gift-cards/${card}/loads`, { amount: { minor: LOADED_MINOR, currency: 'EUR' } });
      cards.push(card);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, lane));
  // A store that reads the list too early reads the rest of it minutes later.
  await eventually(
    async () => Promise.all(cards.slice(-AT_ONCE).map((card) => api.get(`/v1/gift-cards/${card}`))),
    (read) => read.every(({ body }) => body['balanceMinor'] === LOADED_MINOR),
    { withinMs: 120_000, everyMs: 200 },
  );
  return cards;
}

/** @returns the key of what it was about. @throws Error when it did not succeed */
export async function done(api: ApiClient, path: string, body: object): Promise<string> {
  const { status, body: operation } = await api.post(path, body, { waitSeconds: 30 });
  if (operation.state === 'succeeded') return operation.key;
  throw new Error(`POST ${path} came to ${status} ${JSON.stringify(operation)}`);
}
