import {
  AllowancesRecalled,
  BlockCard,
  CardBlocked,
  ConfirmOverdraft,
  OverdraftConfirmed,
  OverdraftCured,
  RecallAllowances,
} from '#contracts/gift-cards';
import type { Unsent } from '#kernel';
import {
  AskForDecision,
  CloseOverdraftCase,
  DecisionAsked,
  OpenOverdraftCase,
  type OverdraftBearer,
  OverdraftCaseClosed,
  OverdraftCaseOpened,
  OverdraftDecided,
  TakeDecision,
} from '../contracts/index.js';
import {
  ANSWERED_WITHIN,
  type Confirmed,
  curedFinding,
  findingOf,
  needsDecision,
  type OverdraftPlan,
} from './overdraft-plan.js';

export const openCase = (step: Unsent<OverdraftPlan, undefined>) =>
  step
    .send(OpenOverdraftCase, ({ caseId }) => ({ caseId }))
    .on(OverdraftCaseOpened)
    .nothingToUndo('The case is closed when all else is undone')
    .within(ANSWERED_WITHIN);

export const recallAllowances = (step: Unsent<OverdraftPlan, undefined>) =>
  step
    .send(RecallAllowances, ({ cardId }) => ({ cardId }))
    .on(AllowancesRecalled)
    .nothingToUndo('A store that needs an allowance asks for one again')
    .within(ANSWERED_WITHIN)
    .when(({ isIssued }) => isIssued);

/** From here on the card is to be made up for, whoever pays. */
export const confirm = (step: Unsent<OverdraftPlan, undefined>) =>
  step
    .send(ConfirmOverdraft, ({ cardId, caseId }) => ({ cardId, caseId }))
    .on(OverdraftConfirmed, findingOf)
    .on(OverdraftCured, curedFinding)
    .within(ANSWERED_WITHIN);

export const blockCard = (step: Unsent<OverdraftPlan & Confirmed, undefined>) =>
  step
    .send(BlockCard, ({ cardId }) => ({ cardId, reason: 'Fraud is suspected: it was overdrawn' }))
    .on(CardBlocked)
    .within(ANSWERED_WITHIN)
    .when(({ cause, isIssued }) => cause === 'suspected-fraud' && isIssued);

export const askForDecision = (step: Unsent<OverdraftPlan & Confirmed, undefined>) =>
  step
    .send(AskForDecision, ({ caseId, cause = 'roaming' }) => ({ caseId, cause }))
    .on(DecisionAsked)
    .within(ANSWERED_WITHIN)
    .when(needsDecision);

/** @param otherwise who bears it when nobody has decided */
export const takeDecision =
  (otherwise: OverdraftBearer) => (step: Unsent<OverdraftPlan & Confirmed, undefined>) =>
    step
      .send(TakeDecision, ({ caseId }) => ({ caseId, otherwise }))
      .on(OverdraftDecided, ({ outcome }) => ({ outcome }))
      .within(ANSWERED_WITHIN)
      .when(needsDecision);

export const closeCase = (step: Unsent<OverdraftPlan & Confirmed, undefined>) =>
  step
    .send(CloseOverdraftCase, ({ caseId, cause }) => ({
      caseId,
      end: cause === undefined ? ('cured' as const) : ('settled' as const),
    }))
    .on(OverdraftCaseClosed)
    .within(ANSWERED_WITHIN);
