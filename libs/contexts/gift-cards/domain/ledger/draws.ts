import type { ConflictKind, Draw } from '../../contracts/index.js';
import { withAllowance } from './allowances.js';
import { withConflict } from './conflicts.js';
import type { Ledger } from './ledger.js';
import type { ToldFact } from './told-fact.js';

interface Drawn {
  readonly ledger: Ledger;
  /** The part that no allowance covers. */
  readonly uncoveredMinor: number;
  /** The store has drawn on what it did not have. */
  readonly breach: boolean;
}

/** Draws on allowances of the fact's store; a second history has none. */
export function drawOn(before: Ledger, fact: ToldFact, draws: readonly Draw[]): Drawn {
  let drawn: Drawn = { ledger: before, uncoveredMinor: 0, breach: false };
  for (const draw of draws) drawn = drawOne(drawn, fact, draw);
  return drawn;
}

function drawOne({ ledger, uncoveredMinor, breach }: Drawn, fact: ToldFact, draw: Draw): Drawn {
  const allowance = ownAllowance(ledger, fact, draw.allowanceId);
  if (!allowance) {
    const problem = {
      minor: draw.minor,
      detail: 'It has drawn on an allowance that its store does not have',
    };
    return {
      ledger: fact.forked
        ? ledger
        : conflicting(ledger, fact, 'grant-overdrawn', { ...problem, subject: draw.allowanceId }),
      uncoveredMinor: uncoveredMinor + draw.minor,
      breach: true,
    };
  }
  const leftMinor = allowance.leftMinor - draw.minor;
  const taken = { ...ledger, allowances: withAllowance(ledger.allowances, { ...allowance, leftMinor }) };
  const overMinor = Math.min(draw.minor, Math.max(0, -leftMinor));
  if (overMinor === 0) return { ledger: taken, uncoveredMinor, breach };
  const over = allowance.reclaimed
    ? ({
        kind: 'late',
        subject: fact.id,
        detail: 'It has drawn on an allowance that was reclaimed before this was known',
      } as const)
    : ({
        kind: 'grant-overdrawn',
        subject: allowance.id,
        detail: 'More was drawn on an allowance than was left of it',
      } as const);
  return {
    ledger: conflicting(taken, fact, over.kind, { ...over, minor: overMinor }),
    uncoveredMinor: uncoveredMinor + overMinor,
    breach: breach || !allowance.reclaimed,
  };
}

/** Gives back to allowances; what went back to no allowance is free. */
export function giveBack(ledger: Ledger, fact: ToldFact, back: readonly Draw[]): Ledger {
  let { allowances } = ledger;
  for (const { allowanceId, minor } of back) {
    const allowance = ownAllowance({ allowances }, fact, allowanceId);
    if (allowance)
      allowances = withAllowance(allowances, { ...allowance, leftMinor: allowance.leftMinor + minor });
  }
  return { ...ledger, allowances };
}

export function ownAllowance(
  { allowances }: Pick<Ledger, 'allowances'>,
  fact: ToldFact,
  allowanceId: string,
) {
  const allowance = allowances.all.get(allowanceId);
  return allowance?.storeId === fact.storeId && !fact.forked ? allowance : undefined;
}

/** The ledger with a conflict, if that is not known. */
export const conflicting = (
  ledger: Ledger,
  fact: ToldFact,
  kind: ConflictKind,
  found: { readonly subject: string; readonly minor: number; readonly detail: string },
): Ledger => ({ ...ledger, conflicts: withConflict(ledger.conflicts, kind, fact, found) });
