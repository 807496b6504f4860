import { Digest, event } from '#kernel';
import { z } from 'zod';
import { CardId, Minor, Uuid } from '../fields.js';
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
  },
  key,
) {}

/** What happened at a store, as it said. */
export class StoreFactsRecorded extends event(
  'gift-cards.store-facts-recorded',
  { cardId: CardId, storeId: Uuid, facts: z.array(RecordedFact) },
  key,
) {}

export const ConflictKind = z.enum([
  'overdraft',
  'overcommit',
  'grant-overdrawn',
  'fork',
  'double-reversal',
  'double-activation',
  'capture-over-hold',
  'blocked-redeem',
  'limit-breach',
  'request-reused',
  'late',
]);
export type ConflictKind = z.infer<typeof ConflictKind>;

/** Facts that should not have come together, each admitted: something for a person, or for the overdraft saga. */
export class ConflictFound extends event(
  'gift-cards.conflict-found',
  {
    cardId: CardId,
    /** The same for the same facts, whoever finds it. */
    conflictId: Digest,
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
  { cardId: CardId, caseId: Uuid, minor: z.int().positive() },
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

/** It is, also after all stores have told what they know. */
export class OverdraftConfirmed extends event(
  'gift-cards.overdraft-confirmed',
  {
    cardId: CardId,
    caseId: Uuid,
    minor: z.int().positive(),
    shares: z.array(OverdraftShare),
    cause: z.enum(['roaming', 'suspected-fraud', 'store-breach']),
  },
  key,
) {}

/** It is not: what came in later has covered it. */
export class OverdraftCured extends event(
  'gift-cards.overdraft-cured',
  { cardId: CardId, caseId: Uuid },
  key,
) {}

/** A part of what was overdrawn was made up for. */
export class OverdraftSettled extends event(
  'gift-cards.overdraft-settled',
  {
    cardId: CardId,
    caseId: Uuid,
    minor: z.int().positive(),
    how: z.enum(['paid', 'borne-by-brand', 'charged-to-store']),
  },
  key,
) {}

/** Value that was sold at one place was redeemed at another; the oldest value is redeemed first. `hub` is a place, too. */
export class ValueRedeemedAcross extends event(
  'gift-cards.value-redeemed-across',
  {
    cardId: CardId,
    currency: z.string(),
    /** Negative where a redemption was reversed. */
    moves: z.array(z.strictObject({ soldAt: z.string(), redeemedAt: z.string(), minor: z.int() })),
  },
  key,
) {}

export class CardUnblocked extends event(
  'gift-cards.card-unblocked',
  { cardId: CardId, blockIds: z.array(z.string()) },
  key,
) {}

export class PolicyAssigned extends event(
  'gift-cards.policy-assigned',
  { cardId: CardId, policy: CardPolicy },
  key,
) {}
