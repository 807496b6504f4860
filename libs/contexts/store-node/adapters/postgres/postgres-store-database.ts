import { CommitUnknown, ConcurrentWrite, type Fact, type Notice, Unavailable } from '#kernel';
import type { HotCard } from '#contracts/gift-cards';
import { DatabaseError, Pool, type PoolConfig, type QueryResultRow } from 'pg';
import type { OwnHold } from '../../domain/own-business.js';
import {
  type Changes,
  type HotCardKey,
  type Loaded,
  type Needs,
  type NodeMemory,
  RequestKnown,
  type RequestRecord,
  type StoreDatabase,
} from '../../ports/store-database.js';
import { migrate } from './migrate.js';
import {
  businessFrom,
  type CardRow,
  cardsFrom,
  factFrom,
  leasesFrom,
  noticeFrom,
  parametersOf,
  valuesFrom,
} from './rows.js';
import * as sql from './statements.js';

interface Statement {
  readonly name: string;
  readonly text: string;
}

const SETTINGS =
  '-c statement_timeout=10s -c lock_timeout=5s -c search_path=store_node -c timezone=UTC -c jit=off ' +
  '-c synchronous_commit=on -c plan_cache_mode=force_generic_plan -c enable_seqscan=off';
const UNIQUE_VIOLATION = '23505';
/** The server is in trouble, or goes: of what was under way nobody knows. */
const SERVER_IN_TROUBLE = /^(08|53|57P|58|25006)/;
const CONNECTIONS_MAX = 4;
const SILENCE_MS_MAX = 13_000;

/** The node's own database: no other node writes there. */
class PostgresStoreDatabase implements StoreDatabase {
  private storeId: string | undefined;

  constructor(private readonly pool: Pool) {}

  async remember(): Promise<NodeMemory> {
    const values = valuesFrom(await this.rows<{ name: string; value: string }>(sql.VALUES));
    this.storeId = values.identity?.storeId;
    if (this.storeId === undefined)
      return { values, head: { seq: 0, id: null }, headAt: undefined, unconfirmed: [] };
    const [last] = await this.facts(sql.HEAD, [this.storeId]);
    const confirmed = values.sums?.checkpointSeq ?? 0;
    const unconfirmed = await this.rows<{ seq: number; minor: string }>(sql.UNCONFIRMED, [
      this.storeId,
      confirmed,
    ]);
    return {
      values,
      head: last ? { seq: last.seq, id: last.id } : { seq: 0, id: null },
      headAt: last?.at,
      unconfirmed: unconfirmed.map(({ seq, minor }) => ({ seq, minor: Number(minor) })),
    };
  }

  async load({ requests, business, cards, allowances = [] }: Needs): Promise<Loaded> {
    const [records, begun, known, leases] = await Promise.all([
      requests.length === 0
        ? []
        : this.rows<{ record: string }>(sql.REQUESTS, [
            requests.map(({ till }) => till),
            requests.map(({ requestId }) => requestId),
          ]),
      business.length === 0 ? [] : this.rows<{ business: string }>(sql.BUSINESS, [business]),
      cards.length === 0 ? [] : this.rows<CardRow>(sql.CARDS, [cards]),
      allowances.length === 0 ? [] : this.rows<{ leases: string }>(sql.LEASES, [allowances]),
    ]);
    return {
      requests: records.map(({ record }): RequestRecord => JSON.parse(record)),
      business: begun.map((each) => businessFrom(each.business)),
      cards: cardsFrom(known),
      leases: leasesFrom(leases[0]?.leases ?? '{}'),
    };
  }

  async commit(changes: Changes): Promise<void> {
    const storeId = changes.values.identity?.storeId ?? this.storeId;
    try {
      await this.pool.query({ ...sql.COMMIT, values: parametersOf(changes, storeId) });
    } catch (error) {
      throw asCommitFailure(error);
    }
    this.storeId = storeId;
  }

  async chain(afterSeq: number, max: number): Promise<readonly Fact[]> {
    return this.storeId === undefined ? [] : this.facts(sql.CHAIN, [this.storeId, afterSeq, max]);
  }

  othersBeyond(frontier: Readonly<Record<string, number>>, max: number): Promise<readonly Fact[]> {
    return this.facts(sql.OTHERS_BEYOND, [JSON.stringify(frontier), max]);
  }

  async othersFrontier(): Promise<Readonly<Record<string, number>>> {
    const rows = await this.rows<{ author: string; seq: number }>(sql.OTHERS_FRONTIER);
    return Object.fromEntries(rows.map(({ author, seq }) => [author, seq]));
  }

  async hotCards(after: HotCardKey | undefined, max: number): Promise<readonly Notice<HotCard>[]> {
    const { cardId, blockId } = after ?? { cardId: FIRST_UUID, blockId: '' };
    const rows = await this.rows<{ notice: string }>(sql.HOT_CARDS, [cardId, blockId, max]);
    return rows.map(({ notice }) => noticeFrom(notice));
  }

  async expiredHolds(ms: number, max: number): Promise<readonly OwnHold[]> {
    const rows = await this.rows<{ business: string }>(sql.EXPIRED_HOLDS, [ms, max]);
    return rows.flatMap((row) => {
      const business = businessFrom(row.business);
      return business.kind === 'hold' ? [business.hold] : [];
    });
  }

  async cardsWithAllowances(after: string, max: number): Promise<readonly string[]> {
    const rows = await this.rows<{ card: string }>(sql.SET_ASIDE, [after || FIRST_UUID, max]);
    return rows.map(({ card }) => card);
  }

  async cardsOnlyOthersTold(after: string, max: number): Promise<readonly string[]> {
    const rows = await this.rows<{ card: string }>(sql.ONLY_OTHERS_TOLD, [after || FIRST_UUID, max]);
    return rows.map(({ card }) => card);
  }

  async ping(): Promise<void> {
    await this.rows({ name: 'ping', text: 'select 1' });
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async facts(statement: Statement, values: unknown[]): Promise<Fact[]> {
    return (await this.rows<{ fact: string }>(statement, values)).map(({ fact }) => factFrom(fact));
  }

  private async rows<R extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<R[]> {
    try {
      return (await this.pool.query<R>({ ...statement, values })).rows;
    } catch (error) {
      throw asFailure(error);
    }
  }
}

const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

function asFailure(error: unknown): unknown {
  const isOurs = error instanceof DatabaseError && !SERVER_IN_TROUBLE.test(error.code ?? '');
  return isOurs ? error : new Unavailable(`PostgreSQL cannot be reached: ${String(error)}`, { cause: error });
}

function asCommitFailure(error: unknown): unknown {
  const isTwice = error instanceof DatabaseError && error.code === UNIQUE_VIOLATION;
  if (isTwice && error.table === 'fact')
    return new ConcurrentWrite('The place of a fact is taken: somebody else writes to this database', {
      cause: error,
    });
  if (isTwice && error.table === 'request')
    return new RequestKnown('A request was heard before', { cause: error });
  const failure = asFailure(error);
  return failure instanceof Unavailable
    ? new CommitUnknown('Nobody knows whether it was written', { cause: error })
    : failure;
}

/**
 * Connects, brings the node's own schema up to date and returns its database.
 * @param url postgres://user:password@host:port/database
 * @throws Unavailable when PostgreSQL cannot be reached
 */
export async function openPostgresStoreDatabase(url: string): Promise<StoreDatabase> {
  const config: PoolConfig = {
    connectionString: url,
    max: CONNECTIONS_MAX,
    options: SETTINGS,
    query_timeout: SILENCE_MS_MAX,
    connectionTimeoutMillis: 5_000,
    application_name: 'countersign-store',
  };
  const pool = new Pool(config);
  // A connection that breaks while it is idle is replaced when it is needed.
  pool.on('error', () => undefined);
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    throw asFailure(error);
  }
  return new PostgresStoreDatabase(pool);
}
