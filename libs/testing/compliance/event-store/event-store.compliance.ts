import { describe } from '@jest/globals';
import { benchFor } from '../support/bench.js';
import type { DatabaseUnderTest } from '../support/database-under-test.js';
import { appending } from './appending.compliance.js';
import { readingSideBySide } from './reading-side-by-side.compliance.js';
import { readingTheLog } from './reading-the-log.compliance.js';

/** What the port `EventStore` promises. */
export function eventStoreCompliance(underTest: DatabaseUnderTest): void {
  describe(`The event store of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('appending', () => {
      appending(bench);
    });
    describe('reading the log', () => {
      readingTheLog(bench);
    });
    if (underTest.concurrentTransactions) {
      describe('reading the log beside writers', () => {
        readingSideBySide(bench);
      });
    }
  });
}
