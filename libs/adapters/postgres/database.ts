import { type Database, type Transaction, Unavailable } from '#kernel';
import { DataSource } from 'typeorm';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';
import { Notifications } from './notifications.js';
import { assertSafe } from './start-checks.js';
import { SILENCE_BEYOND_MS, STATEMENT_MS_MAX } from './session.js';
import { SteadyClient } from './steady-client.js';
import { inTransaction } from './unit-of-work.js';

export interface PostgresOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string;
  /** Connections of this process at the most. */
  readonly connectionsMax?: number;
  /** How long the server may be silent before its connection counts as lost, in milliseconds: 13,000 by default. */
  readonly silenceMsMax?: number;
}

// On the server's side: a timeout on ours would leave the statement running and the connection in an unknown state.
// Plans must not depend on the statistics of tables that fill and empty all the time: every statement here has its index.
const SESSION_SETTINGS = [
  `statement_timeout=${STATEMENT_MS_MAX}`,
  'lock_timeout=5s',
  'idle_in_transaction_session_timeout=10s',
  'search_path=public',
  'timezone=UTC',
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

// To migrate may take long, and so may waiting for another process that migrates.
const MIGRATION_SETTINGS = '-c search_path=public -c timezone=UTC -c idle_in_transaction_session_timeout=30s';

const CONNECT_TIMEOUT_MS = 5_000;
const SILENCE_MS_MAX = STATEMENT_MS_MAX + SILENCE_BEYOND_MS;
const KEEP_ALIVE_AFTER_MS = 10_000;
const MIGRATION_LOCK = 4_711_001;

class PostgresDatabase implements Database {
  private readonly listeners: ((queues: ReadonlySet<string>) => void)[] = [];
  constructor(
    private readonly dataSource: DataSource,
    private readonly notifications: Notifications,
  ) {
    notifications.onDelivered((queues) => this.tell(queues));
  }

  listen(): Promise<void> {
    return this.notifications.listen();
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { result, delivered } = await inTransaction(this.dataSource, work);
    if (delivered.size > 0) {
      this.tell(delivered);
      this.notifications.announce(delivered);
    }
    return result;
  }

  onDelivered(listener: (queues: ReadonlySet<string>) => void): void {
    this.listeners.push(listener);
  }

  async ping(): Promise<void> {
    await inTransaction(this.dataSource, (tx) => tx.now());
  }

  async close(): Promise<void> {
    await this.notifications.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private tell(queues: ReadonlySet<string>): void {
    for (const listener of this.listeners) listener(queues);
  }
}

/**
 * Connects, brings the schema up to date and returns the database.
 * @throws Unavailable when PostgreSQL cannot be reached
 * @throws UnsafeDatabase when it would lose or hide what it is given
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const { url, connectionsMax = 12, silenceMsMax = SILENCE_MS_MAX } = options;
  await migrate(url);
  const dataSource = await connect(url, connectionsMax, {
    options: SESSION_SETTINGS,
    // Statements that do not wait for each other's answers travel together.
    pipeline: true,
    query_timeout: silenceMsMax,
  });
  await assertSafe(dataSource).catch(async (error: unknown) => {
    await dataSource.destroy();
    throw error;
  });
  const database = new PostgresDatabase(dataSource, new Notifications(url, silenceMsMax));
  await database.listen();
  return database;
}

async function connect(url: string, poolSize: number, extra: object): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations: ALL_MIGRATIONS,
    migrationsTableName: 'countersign_migrations',
    applicationName: 'countersign',
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: () => undefined,
    extra: {
      Client: SteadyClient,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      ...extra,
    },
  });
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw new Unavailable(`PostgreSQL cannot be reached: ${String(error)}`, { cause: error });
  }
}

/** Several processes may start at once: one migrates, the others wait. The lock ends with its connection. */
async function migrate(url: string): Promise<void> {
  const dataSource = await connect(url, 2, { options: MIGRATION_SETTINGS });
  try {
    const runner = dataSource.createQueryRunner();
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.release();
  } finally {
    await dataSource.destroy();
  }
}
