import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type EmbeddedPostgres, findFreePort, startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { startPaymentSandbox } from '#contexts/payments';
import { eventually } from '#testing';
import { ApiClient, type HubProcess, startHubProcess, testKey } from '#testing/hub';
import type { TestScratch } from '#testing/servers';
import { Client } from 'pg';
import { StoreNetwork } from './network.js';
import { Shop, type ShopPlan } from './shop.js';

export interface WorldOptions {
  /** Each store has a network of its own, whose link to the hub can be cut. */
  readonly networks: boolean;
}

/** What a store may approve without an allowance at first; little, so that it is used up. */
const RISK_MINOR = 3_000;
/** More than tills load. */
const LOADS_MINOR = 100_000_000;
/** In a network of its own any port is free. */
const NODE_PORT = 4_100;
const SCOPES = ['cards:read', 'cards:write', 'stores:read', 'stores:write'];
const UNDER_WAY = new Set(['accepted', 'running']);
const PATIENCE = { withinMs: 600_000, everyMs: 250 };

/** A hub that may die, and stores with a line each. */
export class World {
  readonly shops: Shop[] = [];
  /** What each card was loaded with at the hub. */
  readonly loads = new Map<string, number>();
  /** Cards that nobody has sold yet, and the store that may. */
  readonly stock = new Map<string, string>();
  /** What each store was granted to approve without allowances. */
  readonly granted = new Map<string, number>();
  /** How many disks have spoken for each store: clones, and copies that took the place of what they were copied from. */
  readonly disks = new Map<string, number>();
  private hub: HubProcess | undefined;

  private constructor(
    readonly scratch: TestScratch,
    readonly options: WorldOptions,
    private readonly postgres: EmbeddedPostgres,
    private readonly hubUrl: string,
    readonly api: ApiClient,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly stops: (() => Promise<unknown>)[],
  ) {}

  static async open(scratch: TestScratch, options: WorldOptions): Promise<World> {
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
    const world = new World(
      scratch,
      options,
      postgres,
      url,
      new ApiClient(url, key.bearer),
      environment,
      stops,
    );
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

  killPostgres(): Promise<void> {
    return this.postgres.kill();
  }

  async startPostgres(): Promise<void> {
    await this.postgres.start();
    await this.scratch.process(this.postgres.pid);
  }

  /** Those that somebody is in. */
  get openShops(): readonly Shop[] {
    return this.shops.filter(({ isClosed }) => !isClosed);
  }

  async openShop(): Promise<Shop> {
    const name = `Store ${this.disks.size + 1}`;
    const secret = randomBytes(24).toString('base64url');
    const storeId = await this.done('/v1/stores', { name, currency: 'EUR', secret });
    await this.grantRisk(storeId, RISK_MINOR);
    await this.done(`/v1/stores/${storeId}/load-grants`, { minor: LOADS_MINOR });
    const shop = await Shop.open({
      name,
      nameOfStore: name,
      storeId,
      folder: join(this.scratch.folder, `store-${this.disks.size + 1}`),
      code: `${storeId}.${secret}`,
      hubUrl: this.hubUrl,
      ...(await this.place()),
      neighbourUrls: this.openShops.map(({ url }) => url),
      scratch: this.scratch,
    });
    this.shops.push(shop);
    this.addDisk(storeId);
    return shop;
  }

  /** @param shop one that does not run now */
  async clone(shop: Shop): Promise<Shop> {
    const clone = await shop.cloned(await this.place());
    this.shops.push(clone);
    this.addDisk(shop.storeId);
    return clone;
  }

  addDisk(storeId: string): void {
    this.disks.set(storeId, (this.disks.get(storeId) ?? 0) + 1);
  }

  async grantRisk(storeId: string, minor: number): Promise<void> {
    await this.done(`/v1/stores/${storeId}/risk-grants`, { minor });
    this.granted.set(storeId, (this.granted.get(storeId) ?? 0) + minor);
  }

  /** @returns the id of a card with so much on it */
  async issueCard(minor: number): Promise<string> {
    const card = await this.done('/v1/gift-cards', { currency: 'EUR' });
    await this.done(`/v1/gift-cards/${card}/loads`, { amount: { minor, currency: 'EUR' } });
    this.loads.set(card, minor);
    return card;
  }

  /** @returns the id of a card that this store alone may sell */
  async stockCard(storeId: string): Promise<string> {
    const card = await this.done('/v1/gift-cards', { currency: 'EUR', activate: false });
    await this.done(`/v1/stores/${storeId}/stock`, { cardIds: [card] });
    this.loads.set(card, 0);
    this.stock.set(card, storeId);
    return card;
  }

  /** Whatever happens meanwhile, it is done once. @returns what it was done to */
  async done(path: string, body: object): Promise<string> {
    const idempotencyKey = randomUUID();
    const answer = await eventually(
      () => this.api.post(path, body, { waitSeconds: 30, idempotencyKey }),
      (told) => told.status < 500 && told.status !== 429 && !UNDER_WAY.has(told.body.state),
      PATIENCE,
    );
    if (answer.body.state !== 'succeeded')
      throw new Error(`POST ${path} came to ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.key;
  }

  /** @returns the place of the last fact that the hub has of a store */
  async heardOf(storeId: string): Promise<number> {
    const [chain] = await this.sql<{ seq: number }>(
      `select seq from countersign.fact_chain where author = '${storeId}'`,
    );
    return chain?.seq ?? 0;
  }

  /** What a neighbour carries to the hub meanwhile counts, too: then it is asked anew. */
  async declareLost(storeId: string): Promise<void> {
    await eventually(
      async () => {
        const acceptedThrough = await this.heardOf(storeId);
        const lost = { reason: 'lost', acceptedThrough, why: 'It burnt down' };
        return this.api.post(`/v1/stores/${storeId}/end`, lost, { waitSeconds: 30 });
      },
      ({ body }) => body.state === 'succeeded',
      PATIENCE,
    );
  }

  /** Asks the hub's database itself. */
  async sql<Row extends object>(text: string, values: readonly string[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.postgres.url, application_name: 'checker' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.shops.map((shop) => shop.close()));
    await this.hub?.stop();
    for (const stop of this.stops) await stop();
  }

  /** For one more node. */
  private async place(): Promise<Pick<ShopPlan, 'network' | 'port'>> {
    return this.options.networks
      ? { network: await StoreNetwork.lay(this.scratch), port: NODE_PORT }
      : { network: undefined, port: await findFreePort() };
  }
}
