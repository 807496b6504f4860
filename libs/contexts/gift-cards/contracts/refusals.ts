import { z } from 'zod';

import { Currency, refusal } from '#kernel';

import { CardId, CaseId, HoldEnd, HoldId, Minor } from './fields.js';

const key = { key: 'cardId' } as const;

export class CardUnknown extends refusal('gift-cards.card-unknown', { cardId: CardId }, key) {}

/** The card is there already, in another currency, or not activated although that was asked for. */
export class CardAlreadyIssued extends refusal(
  'gift-cards.card-already-issued',
  { cardId: CardId, currency: Currency },
  key,
) {}

/** The card was issued, but not activated yet. */
export class CardNotActive extends refusal('gift-cards.card-not-active', { cardId: CardId }, key) {}

export class CardIsBlocked extends refusal('gift-cards.card-is-blocked', { cardId: CardId }, key) {}

/**
 * Minor units of `currency`; `available` is the balance without what is held and without `setAside`, what is at stores: not said
 * when that is nothing.
 */
export class InsufficientBalance extends refusal(
  'gift-cards.insufficient-balance',
  {
    cardId: CardId,
    available: Minor,
    requested: Minor,
    currency: Currency,
    setAside: z.int().positive().optional(),
  },
  key,
) {}

export class CurrencyMismatch extends refusal(
  'gift-cards.currency-mismatch',
  { cardId: CardId, cardCurrency: Currency, requestedCurrency: Currency },
  key,
) {}

/** Minor units of `currency`: `balance` and `requested` together would be more than `limit`. */
export class BalanceLimitExceeded extends refusal(
  'gift-cards.balance-limit-exceeded',
  { cardId: CardId, limit: Minor, balance: z.int(), requested: Minor, currency: Currency },
  key,
) {}

export class HoldUnknown extends refusal(
  'gift-cards.hold-unknown',
  { cardId: CardId, holdId: HoldId },
  key,
) {}

/** The hold was captured or released before. */
export class HoldEnded extends refusal(
  'gift-cards.hold-ended',
  { cardId: CardId, holdId: HoldId, ended: HoldEnd },
  key,
) {}

/** The hold was released before it could be placed. */
export class HoldWasAnnulled extends refusal(
  'gift-cards.hold-was-annulled',
  { cardId: CardId, holdId: HoldId },
  key,
) {}

/** The id of this load, redemption, hold, allowance or settlement was used for a request that asked for something else. */
export class RequestReused extends refusal(
  'gift-cards.request-reused',
  { cardId: CardId, requestId: z.string() },
  key,
) {}

/** By its policy, an allowance on this card is granted only while a till waits for it. */
export class PrefetchNotAllowed extends refusal('gift-cards.prefetch-not-allowed', { cardId: CardId }, key) {}

/** There is no such case, it is not confirmed yet, or it is closed. */
export class OverdraftNotOpen extends refusal(
  'gift-cards.overdraft-not-open',
  { cardId: CardId, caseId: CaseId, standing: z.enum(['unknown', 'suspected', 'closed']) },
  key,
) {}
