import {
  type Backing,
  type CardRedeemedAtStore,
  giveBack,
  type GivenBack,
  type HoldCapturedAtStore,
  type HoldPlacedAtStore,
  lessGivenBack,
  type PolicyMode,
  type RedemptionReversed,
} from '#contracts/gift-cards';
import type { Fact, StatementOf } from '#kernel';

/** A hold that this store has placed. */
export interface OwnHold {
  /** The fact that placed it. */
  readonly factId: string;
  readonly cardId: string;
  readonly heldMinor: number;
  /** In which it was placed. */
  readonly mode: PolicyMode;
  readonly backing: Backing;
  readonly expiresAfterMs: number;
  readonly isLive: boolean;
}

/** What this store has taken from a card, by a redemption or a captured hold, less what was reversed of it. */
export interface OwnTaking {
  /** The fact that took it. */
  readonly factId: string;
  readonly cardId: string;
  readonly leftMinor: number;
  /** In which it was taken, or set aside before. */
  readonly mode: PolicyMode;
  readonly backing: Backing;
}

type Placed = Fact<StatementOf<typeof HoldPlacedAtStore>>;
type Redeemed = Fact<StatementOf<typeof CardRedeemedAtStore>>;
type Captured = Fact<StatementOf<typeof HoldCapturedAtStore>>;
type Reversed = Fact<StatementOf<typeof RedemptionReversed>>;

export function holdOf({ id, says: { body } }: Placed): OwnHold {
  const { cardId, minor, mode, draws, unbackedMinor, expiresAfterMs } = body;
  return {
    factId: id,
    cardId,
    heldMinor: minor,
    mode,
    backing: { draws, unbackedMinor },
    expiresAfterMs,
    isLive: true,
  };
}

export function redeemedBy({ id, says: { body } }: Redeemed): OwnTaking {
  const { cardId, minor, mode, draws, unbackedMinor } = body;
  return { factId: id, cardId, leftMinor: minor, mode, backing: { draws, unbackedMinor } };
}

export function capturedBy({ id, says: { body } }: Captured, hold: OwnHold): OwnTaking {
  return {
    factId: id,
    cardId: hold.cardId,
    leftMinor: body.minor,
    mode: hold.mode,
    backing: lessGivenBack(hold.backing, body),
  };
}

export const lessReversed = (taking: OwnTaking, { says: { body } }: Reversed): OwnTaking => ({
  ...taking,
  leftMinor: taking.leftMinor - body.minor,
  backing: lessGivenBack(taking.backing, body),
});

/** All of a hold goes back. */
export const givenBackBy = ({ heldMinor, backing }: OwnHold): GivenBack => giveBack(heldMinor, backing);

/** Something that may still be ended or undone, by the fact that began it. */
export type Business =
  | {
      readonly kind: 'hold';
      readonly hold: OwnHold;
      /** By the store's own clock, whose eras do not count here: what nobody can tell ends no hold early. */
      readonly expiresAtMs: number;
      /** Left out as long as it is live. */
      readonly endedBy?: 'capture' | 'release';
    }
  | { readonly kind: 'taking'; readonly taking: OwnTaking };

export const idOf = (business: Business): string =>
  business.kind === 'hold' ? business.hold.factId : business.taking.factId;
