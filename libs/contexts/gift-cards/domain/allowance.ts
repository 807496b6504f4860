import { accept, alreadyDone, type Decision, refuse } from '#kernel';
import {
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  CardUnknown,
  type GrantAllowance,
  type InsufficientBalance,
  PrefetchNotAllowed,
  type RecallAllowances,
  type ReclaimAllowances,
  RequestReused,
} from '../contracts/index.js';
import { approvableMinor } from './free.js';
import type { GiftCard } from './gift-card.js';
import { allowancesLeft, notRecalled } from './ledger/allowances.js';
import { policyInForce } from './ledger/policies.js';
import { currencyOf } from './standing.js';
import { insufficient, type NotActive, whyNotActive } from './rules.js';

/** Sets aside what is free, and no more; the answer says how much that is. */
export function grantAllowance(
  card: GiftCard,
  { data }: GrantAllowance,
): Decision<
  AllowanceGranted | AllowancesRecalled,
  RequestReused | NotActive | PrefetchNotAllowed | InsufficientBalance
> {
  const { cardId, allowanceId, storeId, minor, atLeastMinor, leaseMs, purpose } = data;
  const earlier = card.allowances.all.get(allowanceId);
  if (earlier) {
    return earlier.grant && isAnswerTo(data, earlier.grant)
      ? alreadyDone(earlier.grant)
      : refuse(new RequestReused({ cardId, requestId: allowanceId }));
  }
  if (card.status !== 'active') return refuse(whyNotActive(card, cardId));
  if (purpose === 'prefetch' && policyInForce(card.policies).mode === 'online-only') {
    return refuse(new PrefetchNotAllowed({ cardId }));
  }
  const approved = approvableMinor(card, minor);
  // Nobody waits for what is granted beforehand.
  const wantedBack = approved < minor && purpose === 'just-in-time' ? recallOf(card, cardId, storeId) : [];
  if (approved < atLeastMinor)
    return refuse(insufficient(card, { cardId, minor: atLeastMinor }), ...wantedBack);
  const { currency } = card;
  const granted = { cardId, allowanceId, storeId, minor: approved, leaseMs, purpose, currency };
  return accept(new AllowanceGranted(granted), ...wantedBack);
}

const isAnswerTo = (asked: GrantAllowance['data'], { data: granted }: AllowanceGranted): boolean =>
  asked.storeId === granted.storeId &&
  asked.leaseMs === granted.leaseMs &&
  asked.purpose === granted.purpose &&
  asked.minor >= granted.minor &&
  asked.atLeastMinor <= granted.minor;

export function recallAllowances(
  card: GiftCard,
  { data: { cardId } }: RecallAllowances,
): Decision<AllowancesRecalled, CardUnknown> {
  if (card.status === 'unissued') return refuse(new CardUnknown({ cardId }));
  const [recall] = recallOf(card, cardId);
  return recall ? accept(recall) : alreadyDone(new AllowancesRecalled({ cardId, allowanceIds: [] }));
}

/**
 * Stores are asked for what is left of their allowances, all but the one that wants it. Those that were asked before are not asked
 * again: their stores know, or will know when they are on line.
 */
export function recallOf(card: GiftCard, cardId: string, wantedAt?: string): AllowancesRecalled[] {
  const allowanceIds = [...notRecalled(card.allowances, wantedAt)];
  return allowanceIds.length > 0 ? [new AllowancesRecalled({ cardId, allowanceIds })] : [];
}

/** Works on any card: a store may be lost that has loaded one which the hub does not know. */
export function reclaimAllowances(
  card: GiftCard,
  { data: { cardId, storeId } }: ReclaimAllowances,
): Decision<AllowancesReclaimed, never> {
  const allowances = allowancesLeft(card.allowances)
    .filter((allowance) => allowance.storeId === storeId)
    .map(({ id, leftMinor }) => ({ allowanceId: id, minor: leftMinor }));
  const reclaim = new AllowancesReclaimed({ cardId, storeId, allowances, ...currencyOf(card) });
  return allowances.length > 0 ? accept(reclaim) : alreadyDone(reclaim);
}
