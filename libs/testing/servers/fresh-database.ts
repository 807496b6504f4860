import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { askTestServers } from './ask-test-servers.js';

/** An empty database of the run's PostgreSQL. */
export interface FreshDatabase {
  /** `postgres://…` of a superuser. */
  readonly url: string;
  readonly name: string;
  /** Ends the connections that are still open to it, and removes it. */
  drop(): Promise<void>;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Creates an empty database (about 50 ms) on the PostgreSQL of this test run, which the first call starts. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const administrator = await askTestServers('GET', 'postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(administrator, `create database ${name} template template0`);
  const url = new URL(administrator);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: () => administer(administrator, `drop database if exists ${name} with (force)`),
  };
}
