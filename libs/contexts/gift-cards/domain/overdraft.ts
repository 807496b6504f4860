import { accept, alreadyDone, type Decision, refuse } from '#kernel';
import {
  ConflictFound,
  type ConfirmOverdraft,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftNotOpen,
  OverdraftSettled,
  RequestReused,
  type SettleOverdraft,
} from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import { causeOf, sharesOf } from './shares.js';
import { currencyOf } from './standing.js';

/** Looks again, now that all stores have told what they know. A case has one end: what comes later makes another. */
export function confirmOverdraft(
  card: GiftCard,
  { data: { cardId, caseId } }: ConfirmOverdraft,
): Decision<OverdraftConfirmed | OverdraftCured | ConflictFound, OverdraftNotOpen> {
  const known = card.overdrafts.cases.get(caseId);
  if (!known) return refuse(new OverdraftNotOpen({ cardId, caseId, standing: 'unknown' }));
  if (known.standing !== 'suspected') return alreadyDone(known.event);
  if (card.balanceMinor >= 0) return accept(new OverdraftCured({ cardId, caseId }));
  const minor = -card.balanceMinor;
  const shares = sharesOf(card, minor);
  const cause = causeOf(card, shares);
  const confirmed = new OverdraftConfirmed({
    cardId,
    caseId,
    minor,
    shares: shares.map(({ share }) => share),
    cause,
  });
  const facts = shares.map(({ fact: { id, storeId, seq } }) => ({ id, storeId, seq }));
  const detail = 'Together, these took more than there was, and no allowance covered them';
  const conflict = { conflictId: `overdraft:${caseId}`, kind: 'overdraft', minor, facts, detail } as const;
  return accept(confirmed, new ConflictFound({ cardId, ...conflict }));
}

/**
 * What somebody has paid counts as far as the case is open, and is value of the card even when it is not short of it any more;
 * what somebody is to bear is not more than the card lacks.
 */
export function settleOverdraft(
  card: GiftCard,
  { data }: SettleOverdraft,
): Decision<OverdraftSettled | OverdraftCured, OverdraftNotOpen | RequestReused> {
  const { cardId, caseId, settlementId, how, bearer } = data;
  const earlier = card.overdrafts.settlements.get(settlementId);
  if (earlier) {
    return isAnswerTo(data, earlier)
      ? alreadyDone(earlier)
      : refuse(new RequestReused({ cardId, requestId: settlementId }));
  }
  const known = card.overdrafts.cases.get(caseId);
  if (known?.event.type === 'gift-cards.overdraft-cured') return alreadyDone(known.event);
  // What somebody has paid needs a person. Who was to bear a part has nothing to bear.
  if (known?.standing === 'closed' && how !== 'paid')
    return alreadyDone(new OverdraftCured({ cardId, caseId }));
  if (known?.standing !== 'confirmed') {
    return refuse(new OverdraftNotOpen({ cardId, caseId, standing: known?.standing ?? 'unknown' }));
  }
  const lackingMinor = how === 'paid' ? known.openMinor : Math.max(0, -card.balanceMinor);
  const minor = Math.min(data.minor, known.openMinor, lackingMinor);
  if (minor === 0) return accept(new OverdraftCured({ cardId, caseId }));
  const openMinor = how !== 'paid' && minor === lackingMinor ? 0 : known.openMinor - minor;
  const settled = { cardId, caseId, settlementId, minor, how, bearer, openMinor };
  return accept(new OverdraftSettled({ ...settled, ...currencyOf(card) }));
}

/** As much as was asked for, or less where less was left. */
const isAnswerTo = (asked: SettleOverdraft['data'], { data: settled }: OverdraftSettled): boolean =>
  asked.caseId === settled.caseId &&
  asked.how === settled.how &&
  asked.bearer === settled.bearer &&
  asked.minor >= settled.minor;
