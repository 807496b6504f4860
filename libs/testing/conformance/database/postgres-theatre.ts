import { openPostgres } from '#adapters/postgres';
import type { Database } from '#kernel';
import { Client as Connection } from 'pg';
import { eventually } from '../../eventually.js';
import { Client } from './client.js';
import { PROJECTIONS, type Side } from './hand.js';
import type { Names } from './names.js';
import type { Stage } from './stage.js';

const OPEN_TRANSACTIONS = `select pid from pg_stat_activity
  where datname = current_database() and state = 'idle in transaction' and pid <> pg_backend_pid()`;

const WAITING = `select count(*)::integer as waiting from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

/** Two who wait for each other need not be waited for long. */
const DEADLOCK_AFTER_MS = 20;

/** Less than PostgreSQL lets anybody wait for a lock. */
const PATIENCE = { withinMs: 4_000, everyMs: 1 };

/** A database in PostgreSQL in which many scripts are played one after another, and a look behind its scenes. */
export class PostgresTheatre {
  private constructor(
    readonly database: Database,
    private readonly behind: Connection,
  ) {}

  /** @param url of a database that nobody else uses, as a superuser */
  static async open(url: string): Promise<PostgresTheatre> {
    const behind = new Connection({ connectionString: url });
    await behind.connect();
    const name = new URL(url).pathname.slice(1);
    await behind.query(`alter database "${name}" set deadlock_timeout = '${DEADLOCK_AFTER_MS}ms'`);
    const database = await openPostgres({ url, connectionsMax: 5 });
    await database.transaction((tx) => tx.readModels.prepare(PROJECTIONS));
    return new PostgresTheatre(database, behind);
  }

  /** @returns those of the keys that PostgreSQL puts into the slot that the function says */
  async agreeing(keys: readonly string[], slotOf: (key: string) => number): Promise<string[]> {
    const { rows } = await this.behind.query<{ key: string; slot: number }>(
      'select key, (hashtext(key) & 15) as slot from unnest($1::text[]) as k (key)',
      [keys],
    );
    return rows.filter(({ key, slot }) => slotOf(key) === slot).map(({ key }) => key);
  }

  async stage(names: Names, clients: number): Promise<Stage> {
    await this.behind.query('delete from countersign.outbox');
    const logStart = await this.database.transaction((tx) => tx.events.horizon());
    const side: Side = { names, logStart, leased: [], letters: [], outgoing: new Map() };
    const actors = Array.from({ length: clients }, () => new Client(this.database, side));
    const backends = new Map<number, number>();
    return {
      database: this.database,
      side,
      clients: actors,
      begin: async (client) => {
        const before = await this.openTransactions();
        await actors[client]?.begin();
        const after = await this.openTransactions();
        const backend = after.find((pid) => !before.includes(pid));
        if (backend === undefined) throw new Error('PostgreSQL does not know the transaction that has begun');
        backends.set(client, backend);
      },
      kill: (client) => this.kill(backends.get(client)),
    };
  }

  /** How many transactions wait for a lock, once it is as many as that. */
  async waiting(wanted: number): Promise<number> {
    const count = async (): Promise<number> =>
      (await this.behind.query<{ waiting: number }>(WAITING)).rows[0]?.waiting ?? 0;
    return eventually(count, (waiting) => waiting === wanted, PATIENCE);
  }

  /** Ends whatever a script has left. */
  async clear(): Promise<void> {
    const { rows } = await this.behind.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and xact_start is not null
        and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    for (const { pid } of rows) await this.kill(pid);
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.behind.end();
  }

  private async openTransactions(): Promise<number[]> {
    const { rows } = await this.behind.query<{ pid: number }>(OPEN_TRANSACTIONS);
    return rows.map(({ pid }) => pid);
  }

  private async kill(backend: number | undefined): Promise<void> {
    await this.behind.query('select pg_terminate_backend($1)', [backend]);
    const isThere = async (): Promise<number> =>
      (await this.behind.query('select 1 from pg_stat_activity where pid = $1', [backend])).rowCount ?? 0;
    await eventually(isThere, (count) => count === 0, PATIENCE);
  }
}
