import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { openTestScratch, runProgram, type TestScratch } from '#testing/servers';

const PROGRAM = join('dist', 'test', 'faults', 'main.js');

/** More than the sample takes on a machine that does something else, too. */
const SAMPLE_MS_MAX = 900_000;

describe('Whole installations in the middle of trade', () => {
  let scratch: TestScratch;

  beforeAll(async () => {
    scratch = await openTestScratch('faults-sample');
  });

  afterAll(() => scratch.close());

  it(
    'lose nothing and double nothing, whatever strikes them',
    async () => {
      const ended = await runProgram(scratch, PROGRAM, ['--sample', '--folder', scratch.folder]);
      expect(ended).toEqual({ code: 0, said: expect.stringContaining('rabbit: {"seconds"') });
    },
    SAMPLE_MS_MAX,
  );
});
