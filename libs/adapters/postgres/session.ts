import { ConcurrentWrite } from '#kernel';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { asFailure } from './errors.js';

/** One statement, planned once per connection. `name` is unique for its text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** It looks through whole tables, and may take three times as long as the others. */
  readonly isLong?: true;
}

/** What any other statement may take, and what a long one may, in milliseconds. */
export const STATEMENT_MS_MAX = 10_000;
const LONG_STATEMENT_MS_MAX = 30_000;
/** How much longer than any statement a server may be silent: then it is gone without a word. */
export const SILENCE_BEYOND_MS = 3_000;

const TAKE_LONG = `set local statement_timeout = ${LONG_STATEMENT_MS_MAX}`;
const LONG = { query_timeout: LONG_STATEMENT_MS_MAX + SILENCE_BEYOND_MS };

/** A connection inside a transaction. */
export class Session {
  /** Queues that this transaction has put messages into. */
  readonly delivered = new Set<string>();
  private startedAtMs: number | undefined;
  private failed: { readonly error: unknown } | undefined;
  private isOver = false;

  constructor(private readonly client: PoolClient) {}

  async rows<R extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<R[]> {
    const { isLong, ...asked } = statement;
    if (isLong) await this.query(() => this.client.query(TAKE_LONG));
    return (await this.query<R>(() => this.client.query<R>({ ...asked, values, ...(isLong && LONG) }))).rows;
  }

  /** @returns the number of rows that the statement has changed */
  async run(statement: Statement, values: unknown[] = []): Promise<number> {
    return (await this.query(() => this.client.query({ ...statement, values }))).rowCount ?? 0;
  }

  /** For definitions of tables, which cannot be prepared. */
  async define(sql: string): Promise<void> {
    await this.query(() => this.client.query(TAKE_LONG));
    await this.query(() => this.client.query({ text: sql, ...LONG }));
  }

  /** Somebody else wrote first: whoever swallows this, the transaction will not commit. @throws ConcurrentWrite */
  refuse(why: string): never {
    const error = new ConcurrentWrite(why);
    this.failed ??= { error };
    throw error;
  }

  /** Takes no more statements. */
  close(): void {
    this.isOver = true;
  }

  /** PostgreSQL says nothing when it is asked to commit what it has already undone. @throws the first failure */
  assertIntact(): void {
    if (this.failed) throw this.failed.error;
  }

  private async query<R extends QueryResultRow>(ask: () => Promise<QueryResult<R>>): Promise<QueryResult<R>> {
    if (this.isOver) throw new Error('This transaction is over');
    try {
      return await ask();
    } catch (error) {
      this.failed ??= { error: asFailure(error) };
      throw this.failed.error;
    }
  }

  async now(): Promise<number> {
    if (this.startedAtMs === undefined) {
      const [row] = await this.rows<{ now: string }>(NOW);
      this.learnTime(row?.now);
    }
    if (this.startedAtMs === undefined) throw new Error('PostgreSQL did not say what time it is');
    return this.startedAtMs;
  }

  /** Statements that return the transaction's time anyway spare the question. @param now in milliseconds since 1970 */
  learnTime(now: string | undefined): void {
    if (now !== undefined) this.startedAtMs = Math.floor(Number(now));
  }
}

const NOW: Statement = { name: 'now', text: 'select extract(epoch from now()) * 1000 as now' };

/** @param wait milliseconds as PostgreSQL prints them, null when there is nothing to wait for. @returns 0 or more */
export function waitMs(wait: string | null | undefined): number | undefined {
  if (wait === null || wait === undefined) return undefined;
  return Math.max(0, Math.ceil(Number(wait)));
}
