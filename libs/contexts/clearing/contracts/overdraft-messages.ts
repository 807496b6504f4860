import { CaseId, OverdraftCause } from '#contracts/gift-cards';
import { command, event, refusal } from '#kernel';
import { z } from 'zod';
import { StoreId, Who, Why } from './fields.js';

const key = { key: 'caseId' } as const;

/**
 * Who bears what no store has to answer for. `borne-by-stores`: each what it took of it without an allowance; `shared`: each half
 * of that, and the brand the rest.
 */
export const OverdraftBearer = z.enum(['borne-by-brand', 'borne-by-stores', 'shared']);
export type OverdraftBearer = z.infer<typeof OverdraftBearer>;

/** How an overdraft ends of which more is lacking than stores have to answer for. */
export const OverdraftOutcome = z.enum(['paid', ...OverdraftBearer.options]);
export type OverdraftOutcome = z.infer<typeof OverdraftOutcome>;

export const CaseEnd = z.enum(['cured', 'settled', 'given-up']);
export type CaseEnd = z.infer<typeof CaseEnd>;

/** People may now say what they know of the overdraft. */
export class OpenOverdraftCase extends command('clearing.open-overdraft-case', { caseId: CaseId }, key) {}

/** The store has told all that it knows, after the overdraft was suspected. */
export class NoteStoreHeard extends command(
  'clearing.note-store-heard',
  { caseId: CaseId, storeId: StoreId },
  key,
) {}

/** All stores that may know more of the card have been heard, says `by`. */
export class ConfirmStoresHeard extends command(
  'clearing.confirm-stores-heard',
  { caseId: CaseId, by: Who, why: Why },
  key,
) {}

/** It is confirmed, and somebody has to say what becomes of it. */
export class AskForDecision extends command(
  'clearing.ask-for-decision',
  { caseId: CaseId, cause: OverdraftCause },
  key,
) {}

/** Somebody says what becomes of it; once. `why` is a reference to the payment, or a reason. */
export class DecideOverdraft extends command(
  'clearing.decide-overdraft',
  { caseId: CaseId, outcome: OverdraftOutcome, by: Who, why: Why },
  key,
) {}

/** Takes what was decided; where nobody has decided, it is borne as `otherwise` says: by the brand, where it says nothing. */
export class TakeDecision extends command(
  'clearing.take-decision',
  { caseId: CaseId, otherwise: OverdraftBearer.optional() },
  key,
) {}

export class CloseOverdraftCase extends command(
  'clearing.close-overdraft-case',
  { caseId: CaseId, end: CaseEnd },
  key,
) {}

export class OverdraftCaseOpened extends event('clearing.overdraft-case-opened', { caseId: CaseId }, key) {}

export class StoreHeard extends event('clearing.store-heard', { caseId: CaseId, storeId: StoreId }, key) {}

export class StoresHeard extends event('clearing.stores-heard', { caseId: CaseId, by: Who, why: Why }, key) {}

export class DecisionAsked extends event(
  'clearing.decision-asked',
  { caseId: CaseId, cause: OverdraftCause },
  key,
) {}

export class OverdraftDecided extends event(
  'clearing.overdraft-decided',
  { caseId: CaseId, outcome: OverdraftOutcome, by: Who, why: Why },
  key,
) {}

export class OverdraftCaseClosed extends event(
  'clearing.overdraft-case-closed',
  { caseId: CaseId, end: CaseEnd },
  key,
) {}

/** Nobody has opened it, or it is closed. */
export class CaseNotOpen extends refusal(
  'clearing.case-not-open',
  { caseId: CaseId, standing: z.enum(['unknown', 'closed']) },
  key,
) {}

/** It is not confirmed, or a store answers for it. */
export class NoDecisionAsked extends refusal('clearing.no-decision-asked', { caseId: CaseId }, key) {}

/** Something else was decided before. */
export class OverdraftWasDecided extends refusal(
  'clearing.overdraft-was-decided',
  { caseId: CaseId, outcome: OverdraftOutcome },
  key,
) {}
