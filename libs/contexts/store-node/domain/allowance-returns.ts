import { AllowanceReturned, type CardStatement } from '#contracts/gift-cards';
import type { CardView, OwnAllowance } from './card-view.js';
import { leaseLeftMs } from './leases.js';
import type { Moment } from './moment.js';

/** On line, the last part of a lease is not waited for: the hub may grant the value anew, for as long as the first time. */
const RENEWED_IN_THE_LAST = 1 / 4;

/** What this store has to give back to the hub: what it wants back, what may not be drawn on any more, or soon. */
export function returnsDue(view: CardView, now: Moment, onLine: boolean): CardStatement[] {
  return view.allowances.flatMap((allowance) => {
    const why = allowance.leftMinor > 0 ? whyReturned(allowance, view, now, onLine) : undefined;
    if (!why) return [];
    const { allowanceId, leftMinor } = allowance;
    return [AllowanceReturned.say({ cardId: view.cardId, allowanceId, minor: leftMinor, why })];
  });
}

function whyReturned(
  allowance: OwnAllowance,
  { isBlocked }: CardView,
  { at }: Moment,
  onLine: boolean,
): 'recalled' | 'lapsed' | 'blocked' | undefined {
  if (allowance.recalled) return 'recalled';
  const { leaseMs = 0 } = allowance;
  if (leaseLeftMs(allowance, at) <= (onLine ? leaseMs * RENEWED_IN_THE_LAST : 0)) return 'lapsed';
  return isBlocked && allowance.leaseMs !== undefined ? 'blocked' : undefined;
}
