import { describe } from '@jest/globals';
import { benchFor } from '../support/bench.js';
import type { DatabaseUnderTest } from '../support/database-under-test.js';
import { claimsSideBySide } from './claims-side-by-side.compliance.js';
import { claiming } from './claiming.compliance.js';
import { delivering } from './delivering.compliance.js';
import { failing } from './failing.compliance.js';
import { idleKeys, idleKeysSideBySide } from './idle-keys.compliance.js';
import { leasing } from './leasing.compliance.js';
import { leasesSideBySide } from './leases-side-by-side.compliance.js';
import { postponing } from './postponing.compliance.js';

/** What the port `Mailbox` promises. */
export function mailboxCompliance(underTest: DatabaseUnderTest): void {
  describe(`The mailbox of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('delivering', () => {
      delivering(bench);
    });
    describe('claiming', () => {
      claiming(bench);
    });
    describe('claiming idle keys', () => {
      idleKeys(bench);
    });
    describe('failing', () => {
      failing(bench);
    });
    describe('putting off', () => {
      postponing(bench);
    });
    describe('leasing', () => {
      leasing(bench);
    });
    if (underTest.concurrentTransactions) {
      describe('claiming side by side', () => {
        claimsSideBySide(bench);
      });
      describe('claiming idle keys side by side', () => {
        idleKeysSideBySide(bench);
      });
      describe('leasing side by side', () => {
        leasesSideBySide(bench);
      });
    }
  });
}
