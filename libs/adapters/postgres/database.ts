import { type Database, type Transaction, Unavailable } from '#kernel';
import { DataSource } from 'typeorm';
import { InitialSchema1763800000000 } from './migrations/initial-schema.js';
import { Notifications } from './notifications.js';
import { inTransaction } from './unit-of-work.js';

export interface PostgresOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string;
  /** Connections of this process at the most. */
  readonly connectionsMax?: number;
}

// On the server's side: a timeout on ours would leave the statement running and the connection in an unknown state.
// Plans must not depend on the statistics of tables that fill and empty all the time: every statement here has its index.
const SESSION_SETTINGS = [
  'statement_timeout=30s',
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

const CONNECT_TIMEOUT_MS = 5_000;
const MIGRATION_LOCK = 4_711_001;

class PostgresDatabase implements Database {
  private readonly listeners: ((queues: ReadonlySet<string>) => void)[] = [];
  private readonly notifications: Notifications;

  constructor(
    private readonly dataSource: DataSource,
    url: string,
  ) {
    this.notifications = new Notifications(
      url,
      async (channel, payload) => {
        await this.dataSource.query('select pg_notify($1, $2)', [channel, payload]);
      },
      (queues) => this.tell(queues),
    );
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
    try {
      await this.dataSource.query('select 1');
    } catch (error) {
      throw new Unavailable(`PostgreSQL does not answer: ${String(error)}`, { cause: error });
    }
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
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    migrations: [InitialSchema1763800000000],
    migrationsTableName: 'countersign_migrations',
    applicationName: 'countersign',
    poolSize: options.connectionsMax ?? 12,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: () => undefined,
    extra: { keepAlive: true, options: SESSION_SETTINGS },
  });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new Unavailable(`PostgreSQL cannot be reached: ${String(error)}`, { cause: error });
  }
  await migrate(dataSource);
  const database = new PostgresDatabase(dataSource, options.url);
  await database.listen();
  return database;
}

/** Several processes may start at once: one migrates, the others wait. */
async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`set statement_timeout = '10min'`);
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.query('reset statement_timeout');
    await runner.release();
  }
}
