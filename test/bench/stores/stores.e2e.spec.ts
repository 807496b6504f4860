import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openTestScratch, type TestScratch } from '#testing/servers';

const PROGRAM = join('dist', 'test', 'bench', 'stores', 'main.js');
const SMALL = '--only cards,catch-up --cards 2000 --facts 60 --fact-cards 5'.split(' ');

describe('The benchmark of stores', () => {
  let scratch: TestScratch;

  beforeAll(async () => {
    scratch = await openTestScratch('bench-stores-spec');
  });

  afterAll(() => scratch.close());

  it('measures what a store keeps, and how it catches up', async () => {
    const child = spawn(process.execPath, [PROGRAM, ...SMALL], { stdio: ['ignore', 'pipe', 'inherit'] });
    await scratch.process(child.pid ?? 0);
    const ended = new Promise((resolve) => void child.once('exit', resolve));
    const [code, said] = await Promise.all([ended, text(child.stdout)]);
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/\| 2000 \|[^]*\| 60 \|/) });
  });
});
