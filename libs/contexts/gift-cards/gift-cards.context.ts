import type { BoundedContext } from '#kernel';

import {
  BalanceLimitExceeded,
  CardAlreadyIssued,
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  HoldEnded,
  HoldUnknown,
  HoldWasAnnulled,
  InsufficientBalance,
  OverdraftNotOpen,
  PrefetchNotAllowed,
  RequestReused,
} from './contracts/index.js';
import { giftCard } from './domain/gift-card.decider.js';
import { cards } from './read-models/cards.projection.js';

/** Gift cards: what they decide, refuse and show. */
export const giftCards: BoundedContext = {
  name: 'gift-cards',
  decides: [giftCard],
  shows: [cards],
  messages: [
    BalanceLimitExceeded,
    CardAlreadyIssued,
    CardIsBlocked,
    CardNotActive,
    CardUnknown,
    CurrencyMismatch,
    HoldEnded,
    HoldUnknown,
    HoldWasAnnulled,
    InsufficientBalance,
    OverdraftNotOpen,
    PrefetchNotAllowed,
    RequestReused,
  ],
};
