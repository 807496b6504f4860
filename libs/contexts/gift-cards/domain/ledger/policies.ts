import { type CardPolicy, type PolicyAssigned, usualPolicy } from '../../contracts/index.js';

/** A policy, and since which version of the card it holds. */
interface PolicyInForce {
  readonly since: number;
  readonly policy: CardPolicy;
}

export interface Policies {
  /** What somebody has said last; it may wait for the end of an overdraft. */
  readonly assigned: PolicyAssigned | undefined;
  /** The newest last. */
  readonly inForce: readonly PolicyInForce[];
}

export const noPolicies: Policies = { assigned: undefined, inForce: [] };

/** As long as a card is overdrawn, no store decides on it alone. */
export const whileOverdrawn: CardPolicy = {
  mode: 'online-only',
  unbackedPerRedemptionMinor: 0,
  unbackedPerCardMinor: 0,
  knowledgeAgeMsMax: 1,
};

export const assignedPolicy = ({ assigned }: Policies): CardPolicy => assigned?.data.policy ?? usualPolicy;

export const policyInForce = ({ inForce }: Policies): CardPolicy => inForce.at(-1)?.policy ?? usualPolicy;

interface Circumstances {
  readonly version: number;
  readonly isOverdrawn: boolean;
}

export function policyAssigned(
  policies: Policies,
  event: PolicyAssigned,
  { version, isOverdrawn }: Circumstances,
): Policies {
  const assigned = { ...policies, assigned: event };
  return isOverdrawn ? assigned : from(assigned, version, event.data.policy);
}

/** An overdraft begins, or has ended: then what was assigned holds again. */
export const overdraftTurned = (policies: Policies, { version, isOverdrawn }: Circumstances): Policies =>
  from(policies, version, isOverdrawn ? whileOverdrawn : assignedPolicy(policies));

const from = (policies: Policies, since: number, policy: CardPolicy): Policies => ({
  ...policies,
  inForce: [...policies.inForce, { since, policy }],
});

/**
 * Why a store may not have taken this much without an allowance, by the policy that it had seen; undefined when it may.
 * @param seenVersion 0 when it knew the card from a list only: then its own terms count
 */
export function limitBreach(
  { inForce }: Policies,
  { unbackedMinor, seenVersion }: { readonly unbackedMinor: number; readonly seenVersion: number },
): string | undefined {
  if (unbackedMinor === 0 || seenVersion === 0) return undefined;
  const { mode, unbackedPerRedemptionMinor } =
    inForce.findLast(({ since }) => since <= seenVersion)?.policy ?? usualPolicy;
  if (mode === 'strict' || mode === 'online-only') return `the card is ${mode}`;
  return unbackedMinor > unbackedPerRedemptionMinor
    ? `no more than ${unbackedPerRedemptionMinor} may be taken so at once`
    : undefined;
}
