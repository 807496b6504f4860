import {
  CaptureHold,
  HoldCaptured,
  HoldPlaced,
  InsufficientBalance,
  PlaceHold,
  ReleaseHold,
} from '#contracts/gift-cards';
import { exponential, type Unsent } from '#kernel';

import type { PlannedHold, PurchasePlan } from './purchase-plan.js';

/** Stores that have a line give back within seconds what they have set aside; the others may take days. */
const backFromStores = exponential({ first: '1s', max: '4s', attempts: 4 });

/** Sets a part of a gift card's balance aside. */
export const holdCard = (step: Unsent<PurchasePlan, PlannedHold>) =>
  step
    .send(PlaceHold, ({ purchaseId }, { cardId, holdId, amount }) => ({ cardId, holdId, amount, purchaseId }))
    .on(HoldPlaced)
    .refusedOn(InsufficientBalance)
    .retryOn(InsufficientBalance, ({ setAside }) => setAside !== undefined)
    .retry(backFromStores)
    .undo(ReleaseHold, (_, { cardId, holdId }) => ({ cardId, holdId }))
    .cancel(ReleaseHold, (_, { cardId, holdId }) => ({ cardId, holdId }))
    .within('2m');

/** Takes what was set aside. */
export const captureHold = (step: Unsent<PurchasePlan, PlannedHold>) =>
  step
    .send(CaptureHold, (_, { cardId, holdId }) => ({ cardId, holdId }))
    .on(HoldCaptured)
    .within('15m');
