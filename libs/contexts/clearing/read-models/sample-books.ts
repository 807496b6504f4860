import {
  AllowanceGranted,
  AllowancesReclaimed,
  CardLoaded,
  CardLoadedAtStore,
  CardRedeemed,
  CardRedeemedAtStore,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  OverdraftSettled,
  type RecordedFact,
  StoreFactsRecorded,
  ValueRedeemedAcross,
} from '#contracts/gift-cards';
import type { Currency } from '#kernel';

// A card, and two stores that deal with it: for specs.

export const cardId = '01980000-0000-7000-8000-00000000c001';
export const north = '01980000-0000-7000-8000-000000005101';
export const south = '01980000-0000-7000-8000-000000005102';

const id = '01980000-0000-7000-8000-00000000a001';
const amountOf = (minor: number, currency: Currency = 'EUR') => ({ minor, currency });
const request = { till: 'till-1', requestId: 'request-1' };
const sums = { status: 'active', balanceMinor: 0, heldMinor: 0, setAsideMinor: 0 } as const;

export const loaded = (minor: number, currency?: Currency) =>
  new CardLoaded({ cardId, loadId: id, amount: amountOf(minor, currency) });

export const redeemed = (minor: number) =>
  new CardRedeemed({ cardId, redemptionId: id, amount: amountOf(minor), requested: amountOf(minor) });

const hold = (minor: number) => ({ cardId, holdId: 'hold-1', amount: amountOf(minor), purchaseId: id });
export const held = (minor: number) => new HoldPlaced(hold(minor));
export const captured = (minor: number) => new HoldCaptured(hold(minor));
export const released = (minor: number) => new HoldReleased(hold(minor));

export const granted = (minor: number) =>
  new AllowanceGranted({
    cardId,
    allowanceId: id,
    storeId: north,
    minor,
    leaseMs: 1,
    purpose: 'prefetch',
    currency: 'EUR',
  });

export const reclaimed = (minor: number) =>
  new AllowancesReclaimed({
    cardId,
    storeId: north,
    allowances: [{ allowanceId: id, minor }],
    currency: 'EUR',
  });

export const recorded = (
  storeId: string,
  says: RecordedFact['says'],
  issued: { readonly currency?: Currency } = { currency: 'EUR' },
  added?: StoreFactsRecorded['data']['added'],
) =>
  new StoreFactsRecorded({
    cardId,
    storeId,
    facts: [
      {
        id: 'fact-1'.padEnd(43, '_'),
        seq: 1,
        at: { ms: 0, count: 0 },
        forked: false,
        says,
      },
    ],
    after: { ...sums, ...issued },
    ...(added && { added }),
  });

export const loadedAtStore = (minor: number) =>
  CardLoadedAtStore.say({ cardId, ...request, loadId: id, minor, tender: 'cash' });

export const redeemedAtStore = (minor: number) =>
  CardRedeemedAtStore.say({
    cardId,
    ...request,
    requestedMinor: minor,
    allowPartial: false,
    minor,
    draws: [],
    unbackedMinor: minor,
    mode: 'hybrid',
    seenVersion: 0,
  });

export const across = (soldAt: string, redeemedAt: string, minor: number) =>
  new ValueRedeemedAcross({ cardId, currency: 'EUR', moves: [{ soldAt, redeemedAt, minor }] });

export const settled = (minor: number, how: OverdraftSettled['data']['how'], bearer: string) =>
  new OverdraftSettled({
    cardId,
    caseId: `${cardId}:overdraft:1`,
    settlementId: 'settlement-1',
    minor,
    how,
    bearer,
    openMinor: 0,
    currency: 'EUR',
  });
