import { accept, alreadyDone, type Decision, refuse } from '#kernel';

import {
  type BalanceLimitExceeded,
  CardLoaded,
  type CurrencyMismatch,
  type LoadCard,
  RequestReused,
} from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import {
  balanceStaysWithinLimit,
  currencyIsTheCards,
  firstRefusal,
  type NotActive,
  type Rule,
  sameMoney,
  whyNotActive,
} from './rules.js';

type BrokenRule = CurrencyMismatch | BalanceLimitExceeded;

const loadRules: readonly Rule<BrokenRule>[] = [currencyIsTheCards, balanceStaysWithinLimit];

export function loadCard(
  card: GiftCard,
  { data }: LoadCard,
): Decision<CardLoaded, RequestReused | NotActive | BrokenRule> {
  const earlier = card.loads.get(data.loadId);
  if (earlier) {
    return sameMoney(earlier.data.amount, data.amount)
      ? alreadyDone(earlier)
      : refuse(new RequestReused({ cardId: data.cardId, requestId: data.loadId }));
  }
  if (card.status !== 'active') return refuse(whyNotActive(card, data.cardId));
  const refusal = firstRefusal(loadRules, card, data);
  return refusal ? refuse(refusal) : accept(new CardLoaded(data));
}
