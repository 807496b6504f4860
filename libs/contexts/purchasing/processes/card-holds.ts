import {
  CaptureHold,
  HoldCaptured,
  HoldPlaced,
  InsufficientBalance,
  PlaceHold,
  ReleaseHold,
} from '#contracts/gift-cards';
import type { Unsent } from '#kernel';

import type { PlannedHold, PurchasePlan } from './purchase-plan.js';

/** Sets a part of a gift card's balance aside. */
export const holdCard = (step: Unsent<PurchasePlan, PlannedHold>) =>
  step
    .send(PlaceHold, ({ purchaseId }, { cardId, holdId, amount }) => ({ cardId, holdId, amount, purchaseId }))
    .on(HoldPlaced)
    .refusedOn(InsufficientBalance)
    .undo(ReleaseHold, (_, { cardId, holdId }) => ({ cardId, holdId }))
    .cancel(ReleaseHold, (_, { cardId, holdId }) => ({ cardId, holdId }))
    .within('2m');

/** Takes what was set aside. */
export const captureHold = (step: Unsent<PurchasePlan, PlannedHold>) =>
  step
    .send(CaptureHold, (_, { cardId, holdId }) => ({ cardId, holdId }))
    .on(HoldCaptured)
    .within('15m');
