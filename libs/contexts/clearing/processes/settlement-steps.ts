import { OverdraftCured, OverdraftSettled, SettleOverdraft } from '#contracts/gift-cards';
import type { Unsent } from '#kernel';
import type { OverdraftOutcome } from '../contracts/index.js';
import { ANSWERED_WITHIN, howOf, type OverdraftPlan, type StoreShare } from './overdraft-plan.js';

type Open = OverdraftPlan & {
  readonly openMinor: number;
  readonly outcome?: OverdraftOutcome | undefined;
};

export const chargeStore = (step: Unsent<OverdraftPlan, StoreShare>) =>
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
    .within(ANSWERED_WITHIN);

export const settleRest = (step: Unsent<Open, undefined>) =>
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
    .within(ANSWERED_WITHIN)
    .when(({ openMinor }) => openMinor > 0);
