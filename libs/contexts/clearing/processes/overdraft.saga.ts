import { OverdraftSuspected } from '#contracts/gift-cards';
import { type Duration, saga } from '#kernel';
import {
  CloseOverdraftCase,
  type OverdraftBearer,
  OverdraftDecided,
  StoresHeard,
} from '../contracts/index.js';
import {
  askForDecision,
  blockCard,
  closeCase,
  confirm,
  openCase,
  recallAllowances,
  takeDecision,
} from './case-steps.js';
import { chargesOf, planOf } from './overdraft-plan.js';
import { chargeStore, settleRest } from './settlement-steps.js';

/** How long the saga waits before it goes on by itself, and how it then goes on. */
export interface OverdraftRules {
  /** Until all stores that may know more of the card have been heard. */
  readonly forStores: Duration;
  /** Until somebody says that an honest overdraft was paid. */
  readonly forPayment: Duration;
  /** Until somebody has looked at what may be fraud. */
  readonly forInquiry: Duration;
  /** Who bears it when nobody has decided by then. */
  readonly otherwise: OverdraftBearer;
}

export const usualRules: OverdraftRules = {
  forStores: '3d',
  forPayment: '14d',
  forInquiry: '90d',
  otherwise: 'borne-by-brand',
};

/** From a card below zero to one that lacks nothing. */
export const overdraftSaga = ({
  forStores,
  forPayment,
  forInquiry,
  otherwise,
}: OverdraftRules = usualRules) =>
  saga('clearing.overdraft', { version: 1 })
    .startedBy(
      OverdraftSuspected,
      ({ data }) => planOf(data),
      ({ data }) => data.caseId,
    )
    .afterCompensation(CloseOverdraftCase, ({ caseId }) => ({ caseId, end: 'given-up' as const }))

    .step('open the case', openCase)
    .step('recall allowances', recallAllowances)
    .awaitEventFor('hear the stores', StoresHeard, { by: ({ data }) => data.caseId, atMost: forStores })

    .pivot('confirm', confirm)

    .step('block the card', blockCard)
    .step('ask for a decision', askForDecision)
    .awaitEventFor('wait for a payment', OverdraftDecided, {
      by: ({ data }) => data.caseId,
      atMost: forPayment,
      when: ({ cause }) => cause === 'roaming',
    })
    .awaitEventFor('wait for an inquiry', OverdraftDecided, {
      by: ({ data }) => data.caseId,
      atMost: forInquiry,
      when: ({ cause }) => cause === 'suspected-fraud',
    })
    .step('take the decision', takeDecision(otherwise))
    .forEach('charge stores', chargesOf, chargeStore)
    .step('settle the rest', settleRest)
    .step('close the case', closeCase)
    .build();
