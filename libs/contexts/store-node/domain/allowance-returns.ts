import { AllowanceReturned, type CardStatement } from '#contracts/gift-cards';
import type { CardView, OwnAllowance } from './card-view.js';
import { leaseLeftMs } from './leases.js';
import type { Moment } from './moment.js';

/** What this store has to give back to the hub: what it wants back, what may not be drawn on any more. */
export function returnsDue(view: CardView, now: Moment): CardStatement[] {
  return view.allowances.flatMap((allowance) => {
    const why = allowance.leftMinor > 0 ? whyReturned(allowance, view, now) : undefined;
    if (!why) return [];
    const { allowanceId, leftMinor } = allowance;
    return [AllowanceReturned.say({ cardId: view.cardId, allowanceId, minor: leftMinor, why })];
  });
}

function whyReturned(
  allowance: OwnAllowance,
  { isBlocked }: CardView,
  { at }: Moment,
): 'recalled' | 'lapsed' | 'blocked' | undefined {
  if (allowance.recalled) return 'recalled';
  if (leaseLeftMs(allowance, at) <= 0) return 'lapsed';
  return isBlocked && allowance.leaseMs !== undefined ? 'blocked' : undefined;
}
