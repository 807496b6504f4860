import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { processStart } from '#adapters/postgres/embedded';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { eventually } from '../eventually.js';

const run = promisify(execFile);
const doors = new URL('./', import.meta.url);
const typescript = new URL('../../../scripts/jest/register-typescript.mjs', import.meta.url).href;

const MAY_MOUNT = await mayMount();

/** Whether this process may mount a disk. */
async function mayMount(): Promise<boolean> {
  const scratch = await openTestScratch('guard-mount');
  scratch.mount(scratch.folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'guard', scratch.folder]);
    return true;
  } catch {
    return false;
  } finally {
    await scratch.close();
  }
}

/** A process that guards another one, a folder, and what is mounted in it, and tells the pid of the other one. */
async function startGuarding(folder: string): Promise<{ child: ChildProcess; guarded: number }> {
  const program = `
    import { spawn } from 'node:child_process';
    const { openGuard } = await import(${JSON.stringify(new URL('guard.ts', doors).href)});
    const guard = await openGuard();
    const guarded = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true });
    await guard.process(guarded.pid);
    guard.folder(${JSON.stringify(folder)});
    guard.mount(${JSON.stringify(join(folder, 'disk'))});
    console.log(guarded.pid);
  `;
  const child = spawn(process.execPath, ['--import', typescript, '--input-type=module', '-e', program], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, guarded: Number(line) };
}

describe('a guard', () => {
  let scratch: TestScratch;
  let bystander: ChildProcess;

  beforeAll(async () => {
    scratch = await openTestScratch('guard');
    bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await scratch.process(bystander.pid ?? 0);
  });

  afterAll(async () => {
    await scratch.close();
  });

  it('ends what a killed process started, removes its folder and what is mounted there, and touches nothing else', async () => {
    const folder = join(scratch.folder, 'left-over');
    const disk = join(folder, 'disk');
    await mkdir(disk, { recursive: true });
    if (MAY_MOUNT) await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'guard', disk]);
    const { child, guarded } = await startGuarding(folder);
    await scratch.process(guarded);
    expect(await processStart(guarded)).toBeDefined();
    child.kill('SIGKILL');
    await eventually(
      () => processStart(guarded),
      (start) => start === undefined,
      { withinMs: 120_000 },
    );
    await eventually(
      () => stat(folder).catch(() => 'removed'),
      (seen) => seen === 'removed',
      { withinMs: 120_000 },
    );
    expect(await processStart(bystander.pid ?? 0)).toBeDefined();
  });
});
