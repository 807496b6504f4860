import {
  AllowancesRecalled,
  AssignPolicy,
  BlockCard,
  CardBlocked,
  ConfirmOverdraft,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
  PolicyAssigned,
  RecallAllowances,
  SettleOverdraft,
  usualPolicy,
} from '#contracts/gift-cards';
import { type Duration, saga } from '#kernel';
import {
  AskForDecision,
  CloseOverdraftCase,
  DecisionAsked,
  OpenOverdraftCase,
  OverdraftCaseClosed,
  OverdraftCaseOpened,
  OverdraftDecided,
  ReplenishRisk,
  RiskGranted,
  StoreEnded,
  StoresHeard,
  TakeDecision,
} from '../contracts/index.js';
import { curedFinding, findingOf, howOf, needsDecision, planOf, whileOverdrawn } from './overdraft-plan.js';

/** How long the saga waits before it goes on by itself. */
export interface OverdraftWaits {
  /** Until all stores that may know more of the card have been heard. */
  readonly forStores: Duration;
  /** Until somebody says that an honest overdraft was paid. */
  readonly forPayment: Duration;
  /** Until somebody has looked at what may be fraud. */
  readonly forInquiry: Duration;
}

export const usualWaits: OverdraftWaits = { forStores: '3d', forPayment: '14d', forInquiry: '90d' };

const ANSWER = '1h';

/** Nobody takes a risk with the card any more, and all that stores know of it is heard: is it short? */
const confirmedAfter = ({ forStores }: OverdraftWaits) =>
  saga('clearing.overdraft', { version: 1 })
    .startedBy(
      OverdraftSuspected,
      ({ data }) => planOf(data),
      ({ data }) => data.caseId,
    )
    .afterCompensation(CloseOverdraftCase, ({ caseId }) => ({ caseId, end: 'given-up' as const }))

    .step('open the case', (step) =>
      step
        .send(OpenOverdraftCase, ({ caseId }) => ({ caseId }))
        .on(OverdraftCaseOpened)
        .nothingToUndo('The case is closed when all else is undone')
        .within(ANSWER),
    )
    .step('recall allowances', (step) =>
      step
        .send(RecallAllowances, ({ cardId }) => ({ cardId }))
        .on(AllowancesRecalled)
        .nothingToUndo('A store that needs an allowance asks for one again')
        .within(ANSWER)
        .when(({ isIssued }) => isIssued),
    )
    .step('go on line only', (step) =>
      step
        .send(AssignPolicy, ({ cardId }) => ({ cardId, policy: whileOverdrawn }))
        .on(PolicyAssigned, ({ before }) => ({ policy: before }))
        .undo(AssignPolicy, ({ cardId, policy }) => ({ cardId, policy }))
        .within(ANSWER)
        .when(({ isIssued }) => isIssued),
    )
    .awaitEventFor('hear the stores', StoresHeard, { by: ({ data }) => data.caseId, atMost: forStores })

    .pivot('confirm', (step) =>
      step
        .send(ConfirmOverdraft, ({ cardId, caseId }) => ({ cardId, caseId }))
        .on(OverdraftConfirmed, findingOf)
        .on(OverdraftCured, curedFinding)
        .within(ANSWER),
    );

/** Where no store has to answer for it, people say what becomes of it. */
const decidedAfter = (waits: OverdraftWaits) =>
  confirmedAfter(waits)
    .step('block the card', (step) =>
      step
        .send(BlockCard, ({ cardId }) => ({ cardId, reason: 'Fraud is suspected: it was overdrawn' }))
        .on(CardBlocked)
        .within(ANSWER)
        .when(({ cause, isIssued }) => cause === 'suspected-fraud' && isIssued),
    )
    .step('ask for a decision', (step) =>
      step
        .send(AskForDecision, ({ caseId, cause = 'roaming' }) => ({ caseId, cause }))
        .on(DecisionAsked)
        .within(ANSWER)
        .when(needsDecision),
    )
    .awaitEventFor('wait for a payment', OverdraftDecided, {
      by: ({ data }) => data.caseId,
      atMost: waits.forPayment,
      when: ({ cause }) => cause === 'roaming',
    })
    .awaitEventFor('wait for an inquiry', OverdraftDecided, {
      by: ({ data }) => data.caseId,
      atMost: waits.forInquiry,
      when: ({ cause }) => cause === 'suspected-fraud',
    })
    .step('take the decision', (step) =>
      step
        .send(TakeDecision, ({ caseId }) => ({ caseId }))
        .on(OverdraftDecided, ({ outcome }) => ({ outcome }))
        .within(ANSWER)
        .when(needsDecision),
    );

/** From a card below zero to one that lacks nothing, and stores that may approve as much as before. */
export const overdraftSaga = (waits: OverdraftWaits = usualWaits) =>
  decidedAfter(waits)
    .forEach(
      'charge stores',
      ({ charges }) => charges,
      (step) =>
        step
          .send(SettleOverdraft, ({ cardId, caseId }, { storeId, minor, id }) => ({
            cardId,
            caseId,
            settlementId: id,
            minor,
            how: 'charged-to-store' as const,
            bearer: storeId,
          }))
          .on(OverdraftSettled, ({ openMinor }) => ({ openMinor }))
          .on(OverdraftCured, () => ({ openMinor: 0 }))
          .within(ANSWER),
    )
    .step('settle the rest', (step) =>
      step
        .send(SettleOverdraft, ({ cardId, caseId, openMinor, outcome }) => ({
          cardId,
          caseId,
          settlementId: `${caseId}:rest`,
          minor: openMinor,
          how: howOf({ outcome }),
          bearer: 'hub' as const,
        }))
        .on(OverdraftSettled)
        .on(OverdraftCured)
        .within(ANSWER)
        .when(({ openMinor }) => openMinor > 0),
    )
    .forEach(
      'replenish risk',
      ({ replenishments }) => replenishments,
      (step) =>
        step
          .send(ReplenishRisk, (_, { storeId, minor, id }) => ({ storeId, grantId: id, minor }))
          .on(RiskGranted)
          .on(StoreEnded)
          .within(ANSWER),
    )
    .step('restore the policy', (step) =>
      step
        .send(AssignPolicy, ({ cardId, policy = usualPolicy }) => ({ cardId, policy }))
        .on(PolicyAssigned)
        .within(ANSWER)
        .when(({ policy }) => policy !== undefined),
    )
    .step('close the case', (step) =>
      step
        .send(CloseOverdraftCase, ({ caseId, cause }) => ({
          caseId,
          end: cause === undefined ? ('cured' as const) : ('settled' as const),
        }))
        .on(OverdraftCaseClosed)
        .within(ANSWER),
    )
    .build();
