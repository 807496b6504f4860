import { accept, alreadyDone, type Decision, refuse } from '#kernel';
import { type AssignPolicy, type CardPolicy, CardUnknown, PolicyAssigned } from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import { policyOf } from './ledger/policies.js';

/** The newest policy holds; what stores decided by an older one stands. */
export function assignPolicy(card: GiftCard, { data }: AssignPolicy): Decision<PolicyAssigned, CardUnknown> {
  if (card.status === 'unissued') return refuse(new CardUnknown({ cardId: data.cardId }));
  const assigned = card.policies.at(-1)?.policy;
  return assigned && isSame(assigned, data.policy)
    ? alreadyDone(new PolicyAssigned({ ...data, before: policyOf(card.policies.slice(0, -1)) }))
    : accept(new PolicyAssigned({ ...data, before: policyOf(card.policies) }));
}

const isSame = (one: CardPolicy, other: CardPolicy): boolean =>
  one.mode === other.mode &&
  one.unbackedPerRedemptionMinor === other.unbackedPerRedemptionMinor &&
  one.unbackedPerCardMinor === other.unbackedPerCardMinor &&
  one.knowledgeAgeMsMax === other.knowledgeAgeMsMax;
