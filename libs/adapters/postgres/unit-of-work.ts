import { type Transaction, Unavailable } from '#kernel';
import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { asCommitFailure, asFailure } from './errors.js';
import { Session } from './session.js';
import { PostgresDeadLetters } from './stores/dead-letters.js';
import { PostgresEventStore } from './stores/event-store.js';
import { PostgresFactStore } from './stores/fact-store.js';
import { PostgresMailbox } from './stores/mailbox.js';
import { PostgresOperations } from './stores/operations.js';
import { PostgresLeases, PostgresOutbox } from './stores/outbox.js';
import { PostgresReadModels } from './stores/read-models.js';
import { PostgresRetention } from './stores/retention.js';
import { PostgresSagaStore } from './stores/saga-store.js';
import { PostgresTimers } from './stores/timers.js';

/** TypeORM's runner for PostgreSQL: it can also give a broken connection back as what it is. */
interface PostgresRunner extends QueryRunner {
  connect(): Promise<PoolClient>;
  releasePostgresConnection(error?: Error): Promise<void>;
}

function isPostgresRunner(runner: QueryRunner): runner is PostgresRunner {
  return 'releasePostgresConnection' in runner;
}

/**
 * The only place that begins, commits and rolls back.
 * @returns what the work returned, and the queues that it put messages into
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (tx: Transaction) => Promise<T>,
): Promise<{ result: T; delivered: ReadonlySet<string> }> {
  const runner = dataSource.createQueryRunner();
  if (!isPostgresRunner(runner)) throw new TypeError('Countersign works on PostgreSQL only');
  const session = new Session(await connect(runner));
  try {
    await begin(runner);
    const result = await work(transactionOn(session));
    session.close();
    session.assertIntact();
    await commit(runner);
    await runner.release();
    return { result, delivered: session.delivered };
  } catch (error) {
    session.close();
    await abandon(runner, error);
    throw error;
  }
}

async function connect(runner: PostgresRunner): Promise<PoolClient> {
  try {
    return await runner.connect();
  } catch (error) {
    throw new Unavailable(`PostgreSQL cannot be reached: ${String(error)}`, { cause: error });
  }
}

async function begin(runner: PostgresRunner): Promise<void> {
  try {
    await runner.startTransaction();
  } catch (error) {
    throw asFailure(error);
  }
}

async function commit(runner: PostgresRunner): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    throw asCommitFailure(error);
  }
}

/** A connection that does not roll back cleanly is destroyed: the next borrower must not inherit what it was doing. */
async function abandon(runner: PostgresRunner, error: unknown): Promise<void> {
  if (error instanceof Unavailable) return runner.releasePostgresConnection(error);
  try {
    await runner.rollbackTransaction();
    await runner.release();
  } catch (rollbackError) {
    const cause = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    await runner.releasePostgresConnection(cause);
  }
}

function transactionOn(session: Session): Transaction {
  return {
    events: new PostgresEventStore(session),
    sagas: new PostgresSagaStore(session),
    timers: new PostgresTimers(session),
    mailbox: new PostgresMailbox(session),
    deadLetters: new PostgresDeadLetters(session),
    outbox: new PostgresOutbox(session),
    leases: new PostgresLeases(session),
    operations: new PostgresOperations(session),
    readModels: new PostgresReadModels(session),
    retention: new PostgresRetention(session),
    facts: new PostgresFactStore(session),
    now: () => session.now(),
  };
}
