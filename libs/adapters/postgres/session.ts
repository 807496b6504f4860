import type { PoolClient, QueryResultRow } from 'pg';

/** One statement, planned once per connection. `name` is unique for its text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A connection inside a transaction. */
export class Session {
  /** Queues that this transaction has put messages into. */
  readonly delivered = new Set<string>();
  private startedAtMs: number | undefined;

  constructor(private readonly client: PoolClient) {}

  async rows<R extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<R[]> {
    const result = await this.client.query<R>({ name: statement.name, text: statement.text, values });
    return result.rows;
  }

  /** @returns the number of rows that the statement has changed */
  async run(statement: Statement, values: unknown[] = []): Promise<number> {
    const result = await this.client.query({ name: statement.name, text: statement.text, values });
    return result.rowCount ?? 0;
  }

  /** For definitions of tables, which cannot be prepared. */
  async define(sql: string): Promise<void> {
    await this.client.query(sql);
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
