import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openTestScratch, type TestScratch } from '#testing/servers';

const PROGRAM = join('dist', 'test', 'store-faults', 'main.js');

/** More than the sample takes on a machine that does something else, too. */
const SAMPLE_MS_MAX = 600_000;

describe('Stores in the middle of trade', () => {
  let scratch: TestScratch;

  beforeAll(async () => {
    scratch = await openTestScratch('store-faults-sample');
  });

  afterAll(() => scratch.close());

  it(
    'lose nothing and double nothing, whatever strikes them',
    async () => {
      const child = spawn(process.execPath, [PROGRAM, '--sample', '--folder', scratch.folder], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      await scratch.process(child.pid ?? 0);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const [code, said] = await Promise.all([ended, text(child.stderr)]);
      expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('1 worlds, 0 findings') });
    },
    SAMPLE_MS_MAX,
  );
});
