import type { Statement } from '#kernel';
import {
  AllowanceGranted,
  AllowanceReturned,
  CardActivatedAtStore,
  CardBlockedAtStore,
  CardLoadedAtStore,
  CardRedeemedAtStore,
  type CardSums,
  type Draw,
  HoldCapturedAtStore,
  HoldPlacedAtStore,
  HoldReleasedAtStore,
  type PolicyMode,
  type RecordedFact,
  RecordStoreFacts,
  RedemptionReversed,
  StoreFactsRecorded,
} from '../contracts/index.js';
import { cardId } from './sample-card.js';

// Stores that trade with the sample card: for specs.

export const north = '01980000-0000-7000-8000-000000005101';
export const south = '01980000-0000-7000-8000-000000005102';
export const west = '01980000-0000-7000-8000-000000005103';

export const allowanceId = '01980000-0000-7000-8000-00000000a101';
export const loadAtStoreId = '01980000-0000-7000-8000-00000000a201';

export const granted = (minor: number, storeId = north, id = allowanceId) =>
  new AllowanceGranted({
    cardId,
    allowanceId: id,
    storeId,
    minor,
    leaseMs: 3_600_000,
    purpose: 'prefetch',
  });

/** An id as long as a digest, that can be read. */
export const factId = (text: string): string => text.padEnd(43, '_');

interface FactOptions {
  readonly id?: string;
  readonly forked?: boolean;
  readonly requestId?: string;
}

/**
 * A fact at a place in its store's chain, said that many seconds after the chain began. It answers a request of its own, unless
 * another is said.
 */
export const fact = (
  seq: number,
  { type, version, body }: Statement,
  { id = `fact-${seq}`, forked = false, requestId = `request-${id}` }: FactOptions = {},
): RecordedFact => ({
  id: factId(id),
  seq,
  at: { ms: 1_767_225_600_000 + seq * 1_000, count: 0 },
  forked,
  says: { type, version, body: { ...body, ...('requestId' in body && { requestId }) } },
});

export const record = (storeId: string, ...facts: readonly RecordedFact[]) =>
  new RecordStoreFacts({ cardId, storeId, facts: [...facts] });

/** The card after facts of a store were recorded, as the hub says it; all else is none unless said. */
export const recorded = (
  storeId: string,
  facts: readonly RecordedFact[],
  after: Partial<CardSums> & { readonly balanceMinor: number },
) =>
  new StoreFactsRecorded({
    cardId,
    storeId,
    facts: [...facts],
    after: { status: 'active', heldMinor: 0, setAsideMinor: 0, ...after },
  });

const minorOf = (parts: readonly Draw[]): number => parts.reduce((sum, { minor }) => sum + minor, 0);

/** Out of an allowance; `unbacked` comes on top. */
export const from = (minor: number, id = allowanceId): Draw[] =>
  minor > 0 ? [{ allowanceId: id, minor }] : [];

const request = { till: 'till-1', requestId: 'request' };

interface Backing {
  readonly draws?: Draw[];
  readonly unbacked?: number;
  readonly seen?: number;
  readonly mode?: PolicyMode;
}

const backed = ({ draws = [], unbacked = 0, seen = 0, mode = 'hybrid' }: Backing) => ({
  ...request,
  minor: minorOf(draws) + unbacked,
  draws,
  unbackedMinor: unbacked,
  seenVersion: seen,
  mode,
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
