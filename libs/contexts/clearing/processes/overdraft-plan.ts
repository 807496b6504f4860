import type { OverdraftCause, OverdraftConfirmed, OverdraftSuspected } from '#contracts/gift-cards';
import type { DataOf } from '#kernel';
import type { OverdraftOutcome } from '../contracts/index.js';

type Confirmation = DataOf<typeof OverdraftConfirmed>;

/** How long gift cards and clearing may take to answer, before a person is called. */
export const ANSWERED_WITHIN = '1h';

/** What the overdraft saga starts with. */
export const planOf = ({ cardId, caseId, currency }: DataOf<typeof OverdraftSuspected>) => ({
  cardId,
  caseId,
  /** There is nothing to ask of a card that nobody has issued. */
  isIssued: currency !== undefined,
});
export type OverdraftPlan = ReturnType<typeof planOf>;

/** What a store is charged. */
export interface StoreShare {
  readonly storeId: string;
  readonly minor: number;
  readonly id: string;
}

/** What came of looking again. */
export type Finding = {
  readonly cause?: OverdraftCause;
  /** What is left of the case. */
  readonly openMinor: number;
  /** What stores bear that went beyond what they may. */
  readonly charges: readonly StoreShare[];
  /** What each store took of it, whether it may or not. */
  readonly taken: readonly StoreShare[];
};

export const curedFinding = (): Finding => ({ openMinor: 0, charges: [], taken: [] });

export function findingOf({ caseId, minor, shares, cause }: Confirmation): Finding {
  const breaches = shares.filter(({ breach }) => breach);
  return { cause, openMinor: minor, charges: byStore(caseId, breaches), taken: byStore(caseId, shares) };
}

/** Sums by store, in the order of their ids. */
function byStore(caseId: string, shares: Confirmation['shares']): readonly StoreShare[] {
  const sums = new Map<string, number>();
  for (const { storeId, minor } of shares) sums.set(storeId, (sums.get(storeId) ?? 0) + minor);
  return [...sums]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([storeId, minor], at) => ({ storeId, minor, id: `${caseId}:charge:${at}` }));
}

/** Why it is overdrawn; undefined where it is not. */
export type Confirmed = {
  readonly cause?: OverdraftCause | undefined;
};

/** Where nothing but stores went too far, they answer for it; else somebody has to say what becomes of it. */
export const needsDecision = ({ cause }: Confirmed): boolean =>
  cause === 'roaming' || cause === 'suspected-fraud';

interface Decided {
  readonly outcome?: OverdraftOutcome | undefined;
}

/** Stores bear what went beyond what they may, and of the rest that they took nothing, half, or all. */
export function chargesOf({ charges, taken, outcome }: Pick<Finding, 'charges' | 'taken'> & Decided) {
  switch (outcome) {
    case 'borne-by-stores':
      return taken;
    case 'shared':
      return taken.map((share) => halved(share, charges)).filter(({ minor }) => minor > 0);
    default:
      return charges;
  }
}

/** What cannot be halved the brand bears. */
function halved(share: StoreShare, charges: readonly StoreShare[]): StoreShare {
  const { minor: breachMinor = 0 } = charges.find(({ storeId }) => storeId === share.storeId) ?? {};
  return { ...share, minor: breachMinor + Math.floor((share.minor - breachMinor) / 2) };
}

/** What no store bears is paid, or borne by the brand. */
export const howOf = ({ outcome }: Decided): 'paid' | 'borne-by-brand' =>
  outcome === 'paid' ? 'paid' : 'borne-by-brand';
