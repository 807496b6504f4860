import {
  AllowanceReturned,
  CardActivatedAtStore,
  CardBlockedAtStore,
  CardLoadedAtStore,
  CardRedeemedAtStore,
  type Draw,
  HoldCapturedAtStore,
  HoldPlacedAtStore,
  HoldReleasedAtStore,
  RedemptionReversed,
} from '../contracts/index.js';
import { cardId } from './sample-card.js';

// What stores say of the sample card: for specs.

export const allowanceId = '01980000-0000-7000-8000-00000000a101';
export const loadAtStoreId = '01980000-0000-7000-8000-00000000a201';

const minorOf = (parts: readonly Draw[]): number => parts.reduce((sum, { minor }) => sum + minor, 0);

/** Out of an allowance; `unbacked` comes on top. */
export const from = (minor: number, id = allowanceId): Draw[] =>
  minor > 0 ? [{ allowanceId: id, minor }] : [];

const request = { till: 'till-1', requestId: 'request' };

interface Backing {
  readonly draws?: Draw[];
  readonly unbacked?: number;
  readonly seen?: number;
}

const backed = ({ draws = [], unbacked = 0, seen = 0 }: Backing) => ({
  ...request,
  minor: minorOf(draws) + unbacked,
  draws,
  unbackedMinor: unbacked,
  seenVersion: seen,
  mode: 'hybrid' as const,
});

export const redeemedAtStore = (backing: Backing) => {
  const body = backed(backing);
  return CardRedeemedAtStore.say({ cardId, ...body, requestedMinor: body.minor, allowPartial: false });
};

export const heldAtStore = (backing: Backing) =>
  HoldPlacedAtStore.say({ cardId, ...backed(backing), expiresAfterMs: 3_600_000 });

interface GivenBack {
  readonly back?: Draw[];
  readonly unbackedBack?: number;
}

export const reversedAtStore = (redemption: string, { back = [], unbackedBack = 0 }: GivenBack) =>
  RedemptionReversed.say({
    cardId,
    ...request,
    redemption,
    minor: minorOf(back) + unbackedBack,
    back,
    unbackedBackMinor: unbackedBack,
    mode: 'hybrid',
    why: 'asked',
  });

export const capturedAtStore = (
  hold: string,
  minor: number,
  { back = [], unbackedBack = 0 }: GivenBack = {},
) =>
  HoldCapturedAtStore.say({
    cardId,
    ...request,
    hold,
    heldMinor: minor + minorOf(back) + unbackedBack,
    minor,
    back,
    unbackedBackMinor: unbackedBack,
    mode: 'hybrid',
  });

export const releasedAtStore = (hold: string, { back = [], unbackedBack = 0 }: GivenBack) =>
  HoldReleasedAtStore.say({
    cardId,
    hold,
    heldMinor: minorOf(back) + unbackedBack,
    back,
    unbackedBackMinor: unbackedBack,
    mode: 'hybrid',
    why: 'asked',
  });

export const loadedAtStore = (minor: number, loadId = loadAtStoreId) =>
  CardLoadedAtStore.say({ cardId, ...request, loadId, minor, tender: 'cash' });

export const activatedAtStore = () => CardActivatedAtStore.say({ cardId, ...request });

export const blockedAtStore = (blockId: string) =>
  CardBlockedAtStore.say({ cardId, ...request, blockId, reason: 'stolen' });

export const returned = (minor: number, id = allowanceId) =>
  AllowanceReturned.say({ cardId, allowanceId: id, minor, why: 'recalled' });

/** What only a newer build understands. */
export const sungAtStore = () => ({ type: 'gift-cards.sung-at-store', version: 1, body: { cardId } });
