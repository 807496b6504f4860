import { accept, alreadyDone, type Decision, refuse } from '#kernel';

import {
  type CaptureHold,
  CardUnknown,
  type CurrencyMismatch,
  HoldAnnulled,
  HoldCaptured,
  HoldEnded,
  HoldPlaced,
  HoldReleased,
  HoldUnknown,
  HoldWasAnnulled,
  type InsufficientBalance,
  type PlaceHold,
  type ReleaseHold,
  RequestReused,
} from '../contracts/index.js';
import type { GiftCard, Hold } from './gift-card.js';
import {
  availableCoversAll,
  currencyIsTheCards,
  firstRefusal,
  type NotActive,
  type Rule,
  sameMoney,
  whyNotActive,
} from './rules.js';

type BrokenRule = CurrencyMismatch | InsufficientBalance;
type NotAgain = RequestReused | HoldEnded | HoldWasAnnulled;

const holdRules: readonly Rule<BrokenRule>[] = [currencyIsTheCards, availableCoversAll];

export function placeHold(
  card: GiftCard,
  { data }: PlaceHold,
): Decision<HoldPlaced, NotAgain | NotActive | BrokenRule> {
  const earlier = card.holds.get(data.holdId);
  if (earlier) return placeAgain(earlier, data);
  if (card.status !== 'active') return refuse(whyNotActive(card, data.cardId));
  const refusal = firstRefusal(holdRules, card, data);
  return refusal ? refuse(refusal) : accept(new HoldPlaced(data));
}

/** A hold that has ended is not answered with "placed": whoever asks would count on money that is not set aside. */
function placeAgain(
  hold: Hold,
  { cardId, holdId, amount, purchaseId }: PlaceHold['data'],
): Decision<HoldPlaced, NotAgain> {
  switch (hold.standing) {
    case 'live': {
      const { data: placed } = hold.event;
      return sameMoney(placed.amount, amount) && placed.purchaseId === purchaseId
        ? alreadyDone(hold.event)
        : refuse(new RequestReused({ cardId, requestId: holdId }));
    }
    case 'annulled':
      return refuse(new HoldWasAnnulled({ cardId, holdId }));
    case 'captured':
    case 'released':
      return refuse(new HoldEnded({ cardId, holdId, ended: hold.standing }));
  }
}

/**
 * Works on a blocked card too: what was set aside before the block was promised to a purchase, and that may be past
 * its point of no return.
 */
export function captureHold(
  card: GiftCard,
  { data: { cardId, holdId } }: CaptureHold,
): Decision<HoldCaptured, CardUnknown | HoldUnknown | HoldEnded | HoldWasAnnulled> {
  if (card.status === 'unissued') return refuse(new CardUnknown({ cardId }));
  const hold = card.holds.get(holdId);
  switch (hold?.standing) {
    case 'live':
      return accept(new HoldCaptured(hold.event.data));
    case 'captured':
      return alreadyDone(hold.event);
    case 'released':
      return refuse(new HoldEnded({ cardId, holdId, ended: 'released' }));
    case 'annulled':
      return refuse(new HoldWasAnnulled({ cardId, holdId }));
    case undefined:
      return refuse(new HoldUnknown({ cardId, holdId }));
  }
}

/**
 * Works on any card, blocked or unknown: whoever undoes a purchase may not know whether the hold ever arrived, must be
 * answered, and must be sure that it cannot arrive later.
 */
export function releaseHold(
  card: GiftCard,
  { data: { cardId, holdId } }: ReleaseHold,
): Decision<HoldReleased | HoldAnnulled, HoldEnded> {
  const hold = card.holds.get(holdId);
  switch (hold?.standing) {
    case 'live':
      return accept(new HoldReleased(hold.event.data));
    case 'released':
    case 'annulled':
      return alreadyDone(hold.event);
    case 'captured':
      return refuse(new HoldEnded({ cardId, holdId, ended: 'captured' }));
    case undefined:
      return accept(new HoldAnnulled({ cardId, holdId }));
  }
}
