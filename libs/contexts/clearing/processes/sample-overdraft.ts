import {
  AllowancesRecalled,
  BlockCard,
  CardBlocked,
  OverdraftConfirmed,
  OverdraftCured,
  type OverdraftShare,
  OverdraftSettled,
  OverdraftSuspected,
  RecallAllowances,
  SettleOverdraft,
} from '#contracts/gift-cards';
import type { Message } from '#kernel';
import {
  AskForDecision,
  CloseOverdraftCase,
  DecisionAsked,
  OpenOverdraftCase,
  OverdraftCaseClosed,
  OverdraftCaseOpened,
  OverdraftDecided,
  type OverdraftOutcome,
} from '../contracts/index.js';

// One overdraft, and what is answered to the saga: for specs.

export const cardId = '01980000-0000-7000-8000-00000000c001';
export const caseId = `${cardId}:overdraft:1`;
export const north = '01980000-0000-7000-8000-000000005101';
export const south = '01980000-0000-7000-8000-000000005102';

export const suspected = new OverdraftSuspected({ cardId, caseId, minor: 500, currency: 'EUR' });
export const unissued = new OverdraftSuspected({ cardId, caseId, minor: 500 });

export const share = (storeId: string, minor: number, breach = false): OverdraftShare => ({
  storeId,
  factId: `fact-${minor}`.padEnd(43, '_'),
  minor,
  breach,
});

export const cured = new OverdraftCured({ cardId, caseId });
export const confirmed = (
  cause: 'roaming' | 'suspected-fraud' | 'store-breach',
  ...shares: readonly OverdraftShare[]
) => new OverdraftConfirmed({ cardId, caseId, minor: 500, shares: [...shares], cause });

export const decided = (outcome: OverdraftOutcome) =>
  new OverdraftDecided({ caseId, outcome, by: 'anna', why: 'Payment 4711' });

/** What whoever is asked says on a good day; of the finding and the decision a spec says what they are. */
export function usualAnswer(message: Message, openMinor = 0): Message | undefined {
  if (message instanceof OpenOverdraftCase) return new OverdraftCaseOpened(message.data);
  if (message instanceof RecallAllowances) return new AllowancesRecalled({ cardId, allowanceIds: [] });
  if (message instanceof BlockCard) return new CardBlocked(message.data);
  if (message instanceof AskForDecision) return new DecisionAsked(message.data);
  if (message instanceof SettleOverdraft) return new OverdraftSettled({ ...message.data, openMinor });
  if (message instanceof CloseOverdraftCase) return new OverdraftCaseClosed(message.data);
  return undefined;
}
