import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { findFreePort, startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { startPaymentSandbox } from '#contexts/payments';
import { eventually } from '#testing';
import { ApiClient, type HubProcess, startHubProcess, testKey } from '#testing/hub';
import type { TestScratch } from '#testing/servers';
import { Shop } from './shop.js';

export const RISK_MINOR = 20_000;
const SCOPES = ['cards:read', 'cards:write', 'stores:read', 'stores:write'];
const PATIENCE = { withinMs: 120_000, everyMs: 250 };

/** A hub that may die, and stores with a line each. */
export class World {
  readonly shops: Shop[] = [];
  private hub: HubProcess | undefined;
  private names = 0;

  private constructor(
    readonly scratch: TestScratch,
    readonly databaseUrl: string,
    readonly hubUrl: string,
    readonly api: ApiClient,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly stops: (() => Promise<unknown>)[],
  ) {}

  static async open(scratch: TestScratch): Promise<World> {
    const postgres = await startEmbeddedPostgres({ dataDir: join(scratch.folder, 'hub') });
    await scratch.process(postgres.pid);
    const sandbox = await startPaymentSandbox({ host: '127.0.0.1', port: 0 });
    const port = await findFreePort();
    const key = testKey('campaign', SCOPES);
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      DATABASE_URL: postgres.url,
      PAYMENT_PROVIDER_URL: sandbox.url,
      COUNTERSIGN_PORT: String(port),
      COUNTERSIGN_API_KEYS: JSON.stringify([key.apiKey]),
    };
    const stops = [() => sandbox.close(), () => postgres.stop()];
    const api = new ApiClient(url, key.bearer);
    const world = new World(scratch, postgres.url, url, api, environment, stops);
    await world.startHub();
    return world;
  }

  async startHub(): Promise<void> {
    const onSpawn = (pid: number): void => void this.scratch.process(pid);
    this.hub = await startHubProcess(this.environment, { onSpawn });
  }

  async killHub(): Promise<void> {
    await this.hub?.kill();
  }

  async openShop(): Promise<Shop> {
    this.names += 1;
    const name = `Store ${this.names}`;
    const secret = randomBytes(24).toString('base64url');
    const storeId = await this.done('/v1/stores', { name, currency: 'EUR', secret });
    await this.done(`/v1/stores/${storeId}/risk-grants`, { minor: RISK_MINOR });
    const folder = join(this.scratch.folder, `store-${this.names}`);
    const plan = { name, storeId, folder, code: `${storeId}.${secret}` };
    const guard = (pid: number): Promise<void> => this.scratch.process(pid);
    const shop = await Shop.open({ ...plan, guard }, this.hubUrl);
    this.shops.push(shop);
    return shop;
  }

  /** @returns the id of a card with so much on it */
  async issueCard(minor: number): Promise<string> {
    const card = await this.done('/v1/gift-cards', { currency: 'EUR' });
    await this.done(`/v1/gift-cards/${card}/loads`, { amount: { minor, currency: 'EUR' } });
    return card;
  }

  async close(): Promise<void> {
    await Promise.all(this.shops.map((shop) => shop.close()));
    await this.hub?.stop();
    for (const stop of this.stops) await stop();
  }

  /** A hub that has just come back, and has much to do, is asked again. */
  private async done(path: string, body: object): Promise<string> {
    const idempotencyKey = randomUUID();
    const answer = await eventually(
      () => this.api.post(path, body, { waitSeconds: 30, idempotencyKey }),
      ({ status }) => status < 500 && status !== 429,
      PATIENCE,
    );
    if (answer.body.state !== 'succeeded')
      throw new Error(`POST ${path} came to ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.key;
  }
}
