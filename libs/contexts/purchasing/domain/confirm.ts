import { accept, type Decision, type MessageOf, refuse } from '#kernel';

import { type ConfirmPurchase, PurchaseAlreadyConfirmed, PurchaseConfirmed } from '../contracts/index.js';
import { confirmationRules, totalOf } from './confirmation-rules.js';
import type { Purchase } from './purchase.js';

type BrokenRule = NonNullable<ReturnType<(typeof confirmationRules)[number]>>;

export function confirm(
  { status }: Purchase,
  { data }: MessageOf<typeof ConfirmPurchase>,
): Decision<PurchaseConfirmed, PurchaseAlreadyConfirmed | BrokenRule> {
  const { purchaseId } = data;
  if (status !== 'unknown') return refuse(new PurchaseAlreadyConfirmed({ purchaseId }));
  for (const rule of confirmationRules) {
    const broken = rule(data);
    if (broken) return refuse(broken);
  }
  return accept(new PurchaseConfirmed({ ...data, total: totalOf(data) }));
}
