import { describe } from '@jest/globals';
import { benchFor } from '../support/bench.js';
import type { DatabaseUnderTest } from '../support/database-under-test.js';
import { announcing, announcingSideBySide } from './announcing.compliance.js';
import { atomicity } from './atomicity.compliance.js';
import { isolation, isolationSideBySide } from './isolation.compliance.js';
import { keeping, keepingForOthers } from './keeping.compliance.js';
import { openingAndClosing } from './opening-and-closing.compliance.js';

/** What the port `Database` promises, whatever a transaction reads and writes. */
export function databaseCompliance(underTest: DatabaseUnderTest): void {
  describe(`The database of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('atomicity', () => {
      atomicity(bench);
    });
    describe('isolation', () => {
      isolation(bench);
      if (underTest.concurrentTransactions) isolationSideBySide(bench);
    });
    describe('keeping', () => {
      keeping(bench);
      if (underTest.concurrentTransactions) keepingForOthers(bench);
    });
    describe('announcing deliveries', () => {
      announcing(bench);
      if (underTest.concurrentTransactions) announcingSideBySide(bench);
    });
    describe('opening and closing', () => {
      openingAndClosing(bench);
    });
  });
}
