import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { claimJournal, JournalInUse } from './journal-claim.js';

describe('The claim of a journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-claim-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has one owner at a time, by whatever path the journal is called', async () => {
    symlinkSync(folder, join(folder, 'same'));
    const release = await claimJournal(join(folder, 'journal'));

    await expect(claimJournal(join(folder, 'same', 'journal'), 0)).rejects.toThrow(JournalInUse);
    const other = await claimJournal(join(folder, 'other'), 0);
    await Promise.all([release(), other()]);
  });

  it('goes to the next as soon as it is given up', async () => {
    const release = await claimJournal(join(folder, 'journal'));
    const next = claimJournal(join(folder, 'journal'));
    await release();
    await (
      await next
    )();
  });
});
