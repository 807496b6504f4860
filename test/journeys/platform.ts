import { type PaymentSandbox, startPaymentSandbox } from '#contexts/payments';
import { ApiClient, type HubProcess, type HubProcessOptions, startHubProcess, testKey } from '#testing/hub';
import { type FreshDatabase, freshDatabase } from '#testing/servers';

/** Everything that the scopes of a test's key may name. */
const ALL_SCOPES = [
  'cards:read',
  'cards:write',
  'purchases:read',
  'purchases:write',
  'purchases:approve',
  'inventory:read',
  'inventory:write',
  'stores:read',
  'stores:write',
  'clearing:read',
  'clearing:write',
  'ops:sagas:read',
  'ops:sagas:act',
  'ops:dead-letters:read',
  'ops:dead-letters:act',
  'metrics:read',
];

/** A database, a payment sandbox and hub processes that belong to one test. */
export class Platform {
  private readonly hubs: HubProcess[] = [];
  private readonly key = testKey('journeys', ALL_SCOPES);

  private constructor(
    readonly database: FreshDatabase,
    readonly sandbox: PaymentSandbox,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** @param environment what all its hub processes get, besides database, provider and key */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Platform> {
    const database = await freshDatabase();
    const sandbox = await startPaymentSandbox({ host: '127.0.0.1', port: 0 });
    return new Platform(database, sandbox, environment);
  }

  async hub(
    environment: Readonly<Record<string, string>> = {},
    options: HubProcessOptions = {},
  ): Promise<HubProcess> {
    const hub = await startHubProcess(
      {
        DATABASE_URL: this.database.url,
        PAYMENT_PROVIDER_URL: this.sandbox.url,
        COUNTERSIGN_API_KEYS: JSON.stringify([this.key.apiKey]),
        ...this.environment,
        ...environment,
      },
      options,
    );
    this.hubs.push(hub);
    return hub;
  }

  api(hub: HubProcess): ApiClient {
    return new ApiClient(hub.url, this.key.bearer);
  }

  async stop(): Promise<void> {
    await Promise.all(this.hubs.map((hub) => hub.stop()));
    await this.sandbox.close();
    await this.database.drop();
  }
}
