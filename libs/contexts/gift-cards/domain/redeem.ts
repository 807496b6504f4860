import { accept, alreadyDone, type Decision, refuse } from '#kernel';

import {
  CardRedeemed,
  type CurrencyMismatch,
  type InsufficientBalance,
  type RedeemCard,
  RequestReused,
} from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import { approvableMinor } from './free.js';
import {
  availableCoversAll,
  currencyIsTheCards,
  firstRefusal,
  type NotActive,
  type Rule,
  sameMoney,
  somethingIsAvailable,
  whyNotActive,
} from './rules.js';

type BrokenRule = CurrencyMismatch | InsufficientBalance;

const rulesForAll: readonly Rule<BrokenRule>[] = [currencyIsTheCards, availableCoversAll];
const rulesForPart: readonly Rule<BrokenRule>[] = [currencyIsTheCards, somethingIsAvailable];

export function redeemCard(
  card: GiftCard,
  { data }: RedeemCard,
): Decision<CardRedeemed, RequestReused | NotActive | BrokenRule> {
  const { cardId, redemptionId, amount, allowPartial } = data;
  const earlier = card.redemptions.get(redemptionId);
  if (earlier) {
    return isAnswerTo(data, earlier)
      ? alreadyDone(earlier)
      : refuse(new RequestReused({ cardId, requestId: redemptionId }));
  }
  if (card.status !== 'active') return refuse(whyNotActive(card, cardId));
  const refusal = firstRefusal(allowPartial ? rulesForPart : rulesForAll, card, data);
  if (refusal) return refuse(refusal);
  const approved = { ...amount, minor: approvableMinor(card, amount.minor) };
  return accept(new CardRedeemed({ cardId, redemptionId, amount: approved, requested: amount }));
}

/** An approval in full answers a request with or without `allowPartial`; one in part only a request with it. */
const isAnswerTo = ({ amount, allowPartial }: RedeemCard['data'], { data: done }: CardRedeemed): boolean =>
  sameMoney(amount, done.requested) && (allowPartial || sameMoney(done.amount, done.requested));
