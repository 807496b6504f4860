import { withAllowance } from './allowances.js';
import { conflicting, ownAllowance } from './draws.js';
import type { Ledger } from './ledger.js';
import type { ToldFact } from './told-fact.js';
import { sold } from './value.js';

/** Cash came in; the store may draw on it at once. */
export function loadAtStore(
  before: Ledger,
  fact: ToldFact,
  { loadId, minor }: { loadId: string; minor: number },
): Ledger {
  const ledger = {
    ...before,
    balanceMinor: before.balanceMinor + minor,
    value: sold(before.value, fact.storeId, minor),
  };
  if (fact.forked) return ledger;
  if (ledger.allowances.all.get(loadId)) {
    const detail = 'A load has the id of another load or allowance: its value is free';
    return conflicting(ledger, fact, 'request-reused', { subject: loadId, minor, detail });
  }
  const made = { id: loadId, storeId: fact.storeId, leftMinor: minor };
  const allowance = { ...made, grant: undefined, recalled: false, reclaimed: false };
  return { ...ledger, allowances: withAllowance(ledger.allowances, allowance) };
}

export function activateAtStore(ledger: Ledger, fact: ToldFact): Ledger {
  if (!ledger.isActivated) return { ...ledger, isActivated: true };
  const detail = 'The card was active before';
  return conflicting(ledger, fact, 'double-activation', { subject: 'card', minor: 0, detail });
}

/** What was reclaimed is free before it is returned. */
export function returnAllowance(
  ledger: Ledger,
  fact: ToldFact,
  { allowanceId, minor }: { allowanceId: string; minor: number },
): Ledger {
  const allowance = ownAllowance(ledger, fact, allowanceId);
  if (allowance?.reclaimed || fact.forked) return ledger;
  const leftMinor = (allowance?.leftMinor ?? 0) - minor;
  const after = allowance
    ? { ...ledger, allowances: withAllowance(ledger.allowances, { ...allowance, leftMinor }) }
    : ledger;
  if (leftMinor >= 0) return after;
  const detail = 'More was returned of an allowance than was left of it';
  return conflicting(after, fact, 'grant-overdrawn', { subject: allowanceId, minor: -leftMinor, detail });
}
