import { type CardPolicy, usualPolicy } from '../../contracts/index.js';

/** A policy, and since which version of the card it holds. */
export interface AssignedPolicy {
  readonly since: number;
  readonly policy: CardPolicy;
}

export const noPolicies: readonly AssignedPolicy[] = [];

export const policyOf = (policies: readonly AssignedPolicy[]): CardPolicy =>
  policies.at(-1)?.policy ?? usualPolicy;

/**
 * Why a store may not have taken this much without an allowance, by the policy that it had seen; undefined when it may.
 * @param seenVersion 0 when it knew the card from a list only: then its own terms count
 */
export function limitBreach(
  policies: readonly AssignedPolicy[],
  { unbackedMinor, seenVersion }: { readonly unbackedMinor: number; readonly seenVersion: number },
): string | undefined {
  if (unbackedMinor === 0 || seenVersion === 0) return undefined;
  const { mode, unbackedPerRedemptionMinor } =
    policies.findLast(({ since }) => since <= seenVersion)?.policy ?? usualPolicy;
  if (mode === 'strict' || mode === 'online-only') return `the card is ${mode}`;
  return unbackedMinor > unbackedPerRedemptionMinor
    ? `no more than ${unbackedPerRedemptionMinor} may be taken so at once`
    : undefined;
}
