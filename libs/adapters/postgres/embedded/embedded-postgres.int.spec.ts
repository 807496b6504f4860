import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { processStart } from './process-identity.js';
import type { EmbeddedPostgres } from './running-postgres.js';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let scratch: TestScratch;
  let postgres: EmbeddedPostgres;

  beforeAll(async () => {
    scratch = await openTestScratch('embedded');
    postgres = await startEmbeddedPostgres({ dataDir: join(scratch.folder, 'postgres') });
    await scratch.process(postgres.pid);
  });

  afterAll(async () => {
    await postgres.stop();
    await scratch.close();
  });

  it('offers a database "countersign" to a superuser, on loopback only', async () => {
    const [facts] = await query(
      postgres.url,
      `select current_database() as database, current_setting('is_superuser') as superuser,
              current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
              current_setting('server_encoding') as encoding, current_setting('fsync') as fsync`,
    );
    expect(facts).toEqual({
      database: 'countersign',
      superuser: 'on',
      addresses: '127.0.0.1',
      sockets: '',
      encoding: 'UTF8',
      fsync: 'on',
    });
  });

  it('lets nobody in without the password', async () => {
    const guess = new URL(postgres.url);
    guess.password = 'guess';
    await expect(query(guess.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps data over a stop and a start, on the same port', async () => {
    const { port } = postgres;
    await query(postgres.url, `create table kept as select 'stop' as over`);
    await postgres.stop();
    await expect(query(postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
    expect(() => postgres.pid).toThrow('is not running');
    await postgres.start();
    await scratch.process(postgres.pid);
    expect(postgres.port).toBe(port);
    expect(await query(postgres.url, 'select over from kept')).toEqual([{ over: 'stop' }]);
  });

  it('keeps what was committed over a kill', async () => {
    const killed = postgres.pid;
    await query(postgres.url, `update kept set over = 'kill'`);
    await postgres.kill();
    expect(await processStart(killed)).toBeUndefined();
    await postgres.start();
    await scratch.process(postgres.pid);
    expect(await query(postgres.url, 'select over from kept')).toEqual([{ over: 'kill' }]);
  });

  it('starts again after somebody else killed it', async () => {
    process.kill(postgres.pid, 'SIGKILL');
    await postgres.kill();
    await postgres.start();
    await scratch.process(postgres.pid);
    expect(await query(postgres.url, 'select over from kept')).toEqual([{ over: 'kill' }]);
  });

  it('refuses a folder that a living process uses, and names that process', async () => {
    await expect(startEmbeddedPostgres({ dataDir: postgres.dataDir })).rejects.toThrow(
      `in use by process ${process.pid}`,
    );
    expect(await query(postgres.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  });

  it('ignores a stale pid file, and leaves the process alone that has the pid now', async () => {
    await postgres.stop();
    await writeFile(join(postgres.dataDir, 'data', 'postmaster.pid'), `${process.ppid}\n`);
    const before = await processStart(process.ppid);
    await postgres.start();
    await scratch.process(postgres.pid);
    expect(await query(postgres.url, 'select over from kept')).toEqual([{ over: 'kill' }]);
    expect(await processStart(process.ppid)).toBe(before);
  });
});

describe('an embedded PostgreSQL that cannot start', () => {
  let scratch: TestScratch;
  let dataDir: string;

  beforeAll(async () => {
    scratch = await openTestScratch('embedded');
    dataDir = join(scratch.folder, 'postgres');
  });

  afterAll(async () => {
    await scratch.close();
  });

  it('names the port that is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
      });
    });
    await expect(startEmbeddedPostgres({ dataDir, port })).rejects.toThrow(
      new RegExp(`PostgreSQL on 127.0.0.1:${port} ended with 1[^]*Address already in use`),
    );
    other.close();
  });

  it('shows what the server said of a wrong setting', async () => {
    await expect(startEmbeddedPostgres({ dataDir, settings: { max_connections: 'many' } })).rejects.toThrow(
      /server\.log, ends:[^]*invalid value for parameter "max_connections"/,
    );
  });

  it('shows what initdb said of a folder that it cannot use', async () => {
    const file = join(scratch.folder, 'a-file');
    await writeFile(file, '');
    await expect(startEmbeddedPostgres({ dataDir: join(file, 'postgres') })).rejects.toThrow(
      join(file, 'postgres'),
    );
  });

  it('starts once the reason is gone', async () => {
    const postgres = await startEmbeddedPostgres({ dataDir });
    await scratch.process(postgres.pid);
    expect(await query(postgres.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    await postgres.stop();
  });
});
