import { accept, alreadyDone, type Decision, refuse } from '#kernel';
import { type AssignPolicy, type CardPolicy, CardUnknown, PolicyAssigned } from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import { assignedPolicy } from './ledger/policies.js';

/** The newest policy holds, as soon as no overdraft is open; what stores decided by an older one stands. */
export function assignPolicy(card: GiftCard, { data }: AssignPolicy): Decision<PolicyAssigned, CardUnknown> {
  if (card.status === 'unissued') return refuse(new CardUnknown({ cardId: data.cardId }));
  const { assigned } = card.policies;
  return assigned && isSame(assigned.data.policy, data.policy)
    ? alreadyDone(assigned)
    : accept(new PolicyAssigned({ ...data, before: assignedPolicy(card.policies) }));
}

const isSame = (one: CardPolicy, other: CardPolicy): boolean =>
  one.mode === other.mode &&
  one.unbackedPerRedemptionMinor === other.unbackedPerRedemptionMinor &&
  one.unbackedPerCardMinor === other.unbackedPerCardMinor &&
  one.knowledgeAgeMsMax === other.knowledgeAgeMsMax;
