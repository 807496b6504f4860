import { z } from 'zod';
import { PolicyMode, usualPolicy } from '../contracts/index.js';
import { whileOverdrawn } from '../domain/ledger/policies.js';
import type { CardEvent } from './card-events.js';

/** How stores may decide on a card. */
export const CardMode = z.object({
  /** As somebody has said; it waits for the end of an overdraft. */
  policy: PolicyMode,
  isOverdrawn: z.boolean(),
});
export type CardMode = Readonly<z.infer<typeof CardMode>>;

export const usualMode: CardMode = { policy: usualPolicy.mode, isOverdrawn: false };

export const modeInForce = ({ policy, isOverdrawn }: CardMode): PolicyMode =>
  isOverdrawn ? whileOverdrawn.mode : policy;

export function modeAfter({ policy, isOverdrawn }: CardMode, event: CardEvent): CardMode {
  switch (event.type) {
    case 'gift-cards.policy-assigned':
      return { policy: event.data.policy.mode, isOverdrawn };
    case 'gift-cards.overdraft-suspected':
      return { policy, isOverdrawn: true };
    case 'gift-cards.overdraft-cured':
      return { policy, isOverdrawn: false };
    case 'gift-cards.overdraft-settled':
      return { policy, isOverdrawn: event.data.openMinor > 0 };
    default:
      return { policy, isOverdrawn };
  }
}
