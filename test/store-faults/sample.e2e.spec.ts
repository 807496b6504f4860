import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openTestScratch, type TestScratch } from '#testing/servers';

const PROGRAM = join('dist', 'test', 'store-faults', 'main.js');
const SAMPLE = '--strikes 6 --ends 1 --stores 2'.split(' ');

describe('Stores whose lines, nodes, disks and hub are struck', () => {
  let scratch: TestScratch;

  beforeAll(async () => {
    scratch = await openTestScratch('store-faults-sample');
  });

  afterAll(() => scratch.close());

  it('keep every approval that a till was told of, once, and agree with the hub', async () => {
    const child = spawn(process.execPath, [PROGRAM, ...SAMPLE], { stdio: ['ignore', 'pipe', 'inherit'] });
    await scratch.process(child.pid ?? 0);
    const ended = new Promise((resolve) => void child.once('exit', resolve));
    const [code, said] = await Promise.all([ended, text(child.stdout)]);
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('"findings": []') });
  });
});
