import type { PolicyMode } from './policy.js';
import type { CardStatement, Draw } from './statements.js';

/** What a statement adds to the sums of its card and its store, in minor units. */
export interface Effect {
  readonly balanceMinor: number;
  readonly heldMinor: number;
  /** What it adds to what is left of allowances. */
  readonly left: readonly Draw[];
  /** What the store has approved without an allowance. */
  readonly unbackedMinor: number;
  /**
   * What it has taken out of its risk budget: all that, but of optimistic cards nothing. What goes back is not counted here: the
   * hub gives it back, which alone knows whether it has done so already.
   */
  readonly riskMinor: number;
}

const nothing: Effect = { balanceMinor: 0, heldMinor: 0, left: [], unbackedMinor: 0, riskMinor: 0 };

/** Each statement tells all that follows from it, so that it does not matter which ones come before it. */
export function effectOf({ type, body }: CardStatement): Effect {
  switch (type) {
    case 'gift-cards.redeemed-at-store':
      return { ...taken(body), balanceMinor: -body.minor };
    case 'gift-cards.hold-placed-at-store':
      return { ...taken(body), heldMinor: body.minor };
    case 'gift-cards.hold-captured-at-store':
      return { ...returned(body), balanceMinor: -body.minor, heldMinor: -body.heldMinor };
    case 'gift-cards.hold-released-at-store':
      return { ...returned(body), heldMinor: -body.heldMinor };
    case 'gift-cards.redemption-reversed':
      return { ...returned(body), balanceMinor: body.minor };
    case 'gift-cards.loaded-at-store':
      return {
        ...nothing,
        balanceMinor: body.minor,
        left: [{ allowanceId: body.loadId, minor: body.minor }],
      };
    case 'gift-cards.allowance-returned':
      return { ...nothing, left: [{ allowanceId: body.allowanceId, minor: -body.minor }] };
    case 'gift-cards.activated-at-store':
    case 'gift-cards.blocked-at-store':
      return nothing;
  }
}

interface Taken {
  readonly draws: readonly Draw[];
  readonly unbackedMinor: number;
  readonly mode: PolicyMode;
}

const taken = ({ draws, unbackedMinor, mode }: Taken): Effect => ({
  ...nothing,
  left: draws.map(({ allowanceId, minor }) => ({ allowanceId, minor: -minor })),
  unbackedMinor,
  riskMinor: mode === 'optimistic' ? 0 : unbackedMinor,
});

interface Returned {
  readonly back: readonly Draw[];
  readonly unbackedBackMinor: number;
}

const returned = ({ back, unbackedBackMinor }: Returned): Effect => ({
  ...nothing,
  left: back,
  unbackedMinor: -unbackedBackMinor,
});
