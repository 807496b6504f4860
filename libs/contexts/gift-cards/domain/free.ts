import { backing } from '../contracts/index.js';
import { freeMinor, type Ledger } from './ledger/ledger.js';

/**
 * What of an amount the hub may redeem, hold or grant, in minor units: it draws on what is free as a store draws on an
 * allowance, and on nothing beyond.
 */
export function approvableMinor(ledger: Ledger, minor: number): number {
  const { unbackedMinor } = backing(minor, [{ allowanceId: 'free', leftMinor: freeMinor(ledger) }]);
  return minor - unbackedMinor;
}
