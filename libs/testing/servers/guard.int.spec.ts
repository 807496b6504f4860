import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processStart } from '#adapters/postgres/embedded';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { eventually } from '../eventually.js';

const doors = new URL('./', import.meta.url);
const typescript = new URL('../../../scripts/jest/register-typescript.mjs', import.meta.url).href;

/** A process that guards another one and a folder, and tells the pid of the other one. */
async function startGuarding(folder: string): Promise<{ child: ChildProcess; guarded: number }> {
  const program = `
    import { spawn } from 'node:child_process';
    const { openGuard } = await import(${JSON.stringify(new URL('guard.ts', doors).href)});
    const guard = await openGuard();
    const guarded = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true });
    await guard.process(guarded.pid);
    guard.folder(${JSON.stringify(folder)});
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

  it('ends what a killed process started, removes its folder, and touches nothing else', async () => {
    const folder = join(scratch.folder, 'left-over');
    await mkdir(folder);
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
