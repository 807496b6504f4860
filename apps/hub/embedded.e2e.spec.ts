import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { processStart } from '#adapters/postgres/embedded';
import { eventually } from '#testing';
import { ApiClient, type HubProcess, startHubProcess, testKey } from '#testing/hub';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Child {
  readonly pid: number;
  readonly program: string;
}

async function childrenOf(parent: number): Promise<Child[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid = '', ppid, program = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent ? [{ pid: Number(pid), program }] : [];
  });
}

const isAlive = async (pid: number): Promise<boolean> => (await processStart(pid)) !== undefined;

describe('A hub that started its own servers', () => {
  const key = testKey('developer', ['cards:write']);
  let scratch: TestScratch;
  let dataDir: string;
  let hub: HubProcess;

  const start = async (): Promise<HubProcess> => {
    const started = await startHubProcess({
      COUNTERSIGN_DATA_DIR: dataDir,
      COUNTERSIGN_API_KEYS: JSON.stringify([key.apiKey]),
    });
    await scratch.process(started.pid);
    return started;
  };
  const sellCard = (idempotencyKey: string) =>
    new ApiClient(hub.url, key.bearer).post(
      '/v1/gift-cards',
      { currency: 'EUR' },
      { idempotencyKey, waitSeconds: 10 },
    );
  const postmaster = async (): Promise<number> =>
    Number((await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);

  beforeAll(async () => {
    scratch = await openTestScratch('embedded');
    dataDir = join(scratch.folder, 'data');
    hub = await start();
    await scratch.process(await postmaster());
  });
  afterAll(async () => {
    await hub.stop();
    await scratch.close();
  });

  it('starts its database again when that is killed, and goes on without a restart', async () => {
    const before = await postmaster();
    process.kill(before, 'SIGKILL');
    const answer = await eventually(
      () => sellCard('a-card-sold-after-the-crash'),
      ({ status }) => status === 201,
      { withinMs: 120_000, everyMs: 100 },
    );
    const after = await postmaster();
    await scratch.process(after);

    expect(answer.body.state).toBe('succeeded');
    expect(after).not.toBe(before);
    expect(await isAlive(hub.pid)).toBe(true);
    expect(hub.output()).toContain('The embedded PostgreSQL has ended');
  });

  it('leaves no payment sandbox behind when it is killed itself', async () => {
    const sandbox = (await childrenOf(hub.pid)).find(({ program }) => program.includes('payment-sandbox'));
    expect(sandbox).toBeDefined();
    await hub.kill();

    await eventually(
      () => isAlive(sandbox?.pid ?? 0),
      (alive) => !alive,
      { withinMs: 120_000 },
    );
    hub = await start();
    await scratch.process(await postmaster());
    expect((await sellCard('a-card-sold-by-the-next-hub')).status).toBe(201);
  });
});
