import { Currency, Digest, event } from '#kernel';
import { z } from 'zod';
import { CardId, CaseId, Minor, Outlet, SettlementId, Uuid } from '../fields.js';
import { CardPolicy } from './policy.js';
import { RecordedFact } from './recorded-fact.js';

const key = { key: 'cardId' } as const;

/** A part of what was free is set aside for a store. */
export class AllowanceGranted extends event(
  'gift-cards.allowance-granted',
  {
    cardId: CardId,
    allowanceId: Uuid,
    storeId: Uuid,
    minor: z.int().positive(),
    leaseMs: z.int().positive(),
    purpose: z.enum(['prefetch', 'just-in-time']),
    /** Older builds did not tell it. */
    currency: Currency.optional(),
  },
  key,
) {}

/** The hub wants these back; a store that is on line returns what is left. */
export class AllowancesRecalled extends event(
  'gift-cards.allowances-recalled',
  { cardId: CardId, allowanceIds: z.array(Uuid) },
  key,
) {}

/** What a lost store had left, as far as the hub knew, is free again: without proof, at the risk of that much. */
export class AllowancesReclaimed extends event(
  'gift-cards.allowances-reclaimed',
  {
    cardId: CardId,
    storeId: Uuid,
    allowances: z.array(z.strictObject({ allowanceId: Uuid, minor: z.int().positive() })),
    /** None of a card that nobody has issued; older builds did not tell it. */
    currency: Currency.optional(),
  },
  key,
) {}

/** What a card's sums are, in minor units; all but those that are set aside may be below zero. */
export const CardSums = z.strictObject({
  /** None of a card that nobody has issued. */
  currency: Currency.optional(),
  status: z.enum(['unissued', 'issued', 'active', 'blocked']),
  balanceMinor: z.int(),
  /** By holds, at the hub and at stores. */
  heldMinor: z.int(),
  /** What is left of all allowances. */
  setAsideMinor: z.int(),
});
export type CardSums = z.infer<typeof CardSums>;

/** What was added to what a card has promised, in minor units: below zero where less is promised since. */
const PromisedMore = z.strictObject({ heldMinor: z.int(), setAsideMinor: z.int() });

/**
 * What happened at a store, as it said. Facts that this build does not understand are kept, too: one that does reads them
 * again. `after` is what those that it understood have made of the card, `added` what they have added to its promises; older
 * builds did not tell that.
 */
export class StoreFactsRecorded extends event(
  'gift-cards.store-facts-recorded',
  {
    cardId: CardId,
    storeId: Uuid,
    facts: z.array(RecordedFact),
    after: CardSums,
    added: PromisedMore.optional(),
  },
  key,
) {}

export const ConflictKind = z.enum([
  /** Draws that no allowance covered took more than there was. */
  'overdraft',
  /** More was drawn on an allowance than there was, or on none that the store has. */
  'grant-overdrawn',
  /** A fact of the second of two histories of one store. */
  'fork',
  /** More was given back than was taken. */
  'double-reversal',
  'double-activation',
  /** More was captured than was held, or of a hold that had ended. */
  'capture-over-hold',
  /** The store knew that the card was blocked. */
  'blocked-redeem',
  /** Beyond what the policy that the store knew lets it take without an allowance. */
  'limit-breach',
  'request-reused',
  /** Drawn on an allowance that was reclaimed before this was known. */
  'late',
  /** Nobody has issued the card. */
  'card-unknown',
  /** This build does not know what the store says. */
  'not-understood',
]);
export type ConflictKind = z.infer<typeof ConflictKind>;

/** Facts that should not have come together, each admitted: something for a person, or for the overdraft saga. */
export class ConflictFound extends event(
  'gift-cards.conflict-found',
  {
    cardId: CardId,
    /** Its kind and what it is about: the same in whatever order facts come. */
    conflictId: z.string(),
    kind: ConflictKind,
    /** What it is about, in minor units; 0 where no money is. */
    minor: Minor,
    facts: z.array(z.strictObject({ id: Digest, storeId: Uuid, seq: z.int().positive() })),
    detail: z.string(),
  },
  key,
) {}

/** The sum of all that is known of the card is below zero. */
export class OverdraftSuspected extends event(
  'gift-cards.overdraft-suspected',
  {
    cardId: CardId,
    caseId: CaseId,
    minor: z.int().positive(),
    /** None of a card that nobody has issued. */
    currency: Currency.optional(),
  },
  key,
) {}

/** Who drew what of a shortfall: the last draws without an allowance bear it. */
export const OverdraftShare = z.strictObject({
  storeId: Uuid,
  factId: Digest,
  minor: z.int().positive(),
  /** The store went beyond what it was allowed: it bears its share itself. */
  breach: z.boolean(),
});
export type OverdraftShare = z.infer<typeof OverdraftShare>;

export const OverdraftCause = z.enum(['roaming', 'suspected-fraud', 'store-breach']);
export type OverdraftCause = z.infer<typeof OverdraftCause>;

/** It is, also after all stores have told what they know. What comes in later makes a case of its own. */
export class OverdraftConfirmed extends event(
  'gift-cards.overdraft-confirmed',
  {
    cardId: CardId,
    caseId: CaseId,
    minor: z.int().positive(),
    shares: z.array(OverdraftShare),
    cause: OverdraftCause,
  },
  key,
) {}

/** It is not: what came in later has covered it. */
export class OverdraftCured extends event(
  'gift-cards.overdraft-cured',
  { cardId: CardId, caseId: CaseId },
  key,
) {}

export const SettledHow = z.enum(['paid', 'borne-by-brand', 'charged-to-store']);

/** A part of what was overdrawn was made up for: the balance rises by it. With nothing left of it, the case is closed. */
export class OverdraftSettled extends event(
  'gift-cards.overdraft-settled',
  {
    cardId: CardId,
    caseId: CaseId,
    settlementId: SettlementId,
    minor: z.int().positive(),
    how: SettledHow,
    bearer: Outlet,
    /** What is left of the case: nothing when the card lacks no more. */
    openMinor: Minor,
    /** None of a card that nobody has issued. */
    currency: Currency.optional(),
  },
  key,
) {}

/**
 * What a store has approved on this card out of its risk budget was there: it is no risk any more. That is so when the hub knows
 * of it, and what is free is still not below zero, with no overdraft open. Each amount is told once.
 */
export class ExposureEnded extends event(
  'gift-cards.exposure-ended',
  { cardId: CardId, storeId: Uuid, minor: z.int().positive() },
  key,
) {}

/** `minor` is below zero where a redemption was reversed. */
export const ValueMove = z.strictObject({ soldAt: Outlet, redeemedAt: Outlet, minor: z.int() });
export type ValueMove = z.infer<typeof ValueMove>;

/**
 * Value that was sold at one place was redeemed at another, or at the same store; the oldest value is redeemed first. What the
 * hub has both sold and redeemed is not told. What is redeemed beyond all that was sold waits for value that makes up for it.
 */
export class ValueRedeemedAcross extends event(
  'gift-cards.value-redeemed-across',
  {
    cardId: CardId,
    currency: Currency,
    moves: z.array(ValueMove),
  },
  key,
) {}

/** `status` is what the card is without these blocks. */
export class CardUnblocked extends event(
  'gift-cards.card-unblocked',
  { cardId: CardId, blockIds: z.array(z.string()), status: z.enum(['issued', 'active']) },
  key,
) {}

/** `before` is what has held until then. */
export class PolicyAssigned extends event(
  'gift-cards.policy-assigned',
  { cardId: CardId, policy: CardPolicy, before: CardPolicy },
  key,
) {}
