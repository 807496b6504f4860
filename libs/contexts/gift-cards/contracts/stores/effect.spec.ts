import { describe, expect, it } from '@jest/globals';
import { effectOf } from './effect.js';
import {
  AllowanceReturned,
  CardActivatedAtStore,
  CardLoadedAtStore,
  CardRedeemedAtStore,
  type CardStatement,
  HoldCapturedAtStore,
  HoldPlacedAtStore,
  HoldReleasedAtStore,
  RedemptionReversed,
} from './statements.js';
import { understand } from './understand.js';

const cardId = '01980000-0000-7000-8000-00000000c001';
const allowanceId = '01980000-0000-7000-8000-00000000a001';
const of = 'f'.repeat(43);
const request = { cardId, till: 'till-1', requestId: 'request-1' };
const taken = {
  minor: 500,
  draws: [{ allowanceId, minor: 300 }],
  unbackedMinor: 200,
  mode: 'hybrid',
} as const;
const back = { back: [{ allowanceId, minor: 50 }], unbackedBackMinor: 200, mode: 'hybrid' } as const;

const redeemed = CardRedeemedAtStore.say({
  ...request,
  ...taken,
  draws: [...taken.draws],
  requestedMinor: 500,
  allowPartial: false,
  seenVersion: 1,
});
const held = HoldPlacedAtStore.say({
  ...request,
  ...taken,
  draws: [...taken.draws],
  expiresAfterMs: 1,
  seenVersion: 1,
});
const reversed = RedemptionReversed.say({
  ...request,
  ...back,
  back: [...back.back],
  redemption: of,
  minor: 250,
  why: 'asked',
});
const captured = HoldCapturedAtStore.say({
  ...request,
  ...back,
  back: [...back.back],
  hold: of,
  heldMinor: 500,
  minor: 250,
});
const released = HoldReleasedAtStore.say({
  cardId,
  ...back,
  back: [...back.back],
  hold: of,
  heldMinor: 250,
  why: 'asked',
});

const none = { balanceMinor: 0, heldMinor: 0, left: [], unbackedMinor: 0, riskMinor: 0 };
const unbacked = (minor: number) => ({ unbackedMinor: minor, riskMinor: Math.max(0, minor) });
const left = (minor: number) => [{ allowanceId, minor }];

describe('What a statement of a store adds to sums', () => {
  it.each<[string, CardStatement, object]>([
    ['a redemption', redeemed, { ...none, balanceMinor: -500, left: left(-300), ...unbacked(200) }],
    ['a hold', held, { ...none, heldMinor: 500, left: left(-300), ...unbacked(200) }],
    ['a reversal', reversed, { ...none, balanceMinor: 250, left: left(50), ...unbacked(-200) }],
    [
      'a capture',
      captured,
      { ...none, balanceMinor: -250, heldMinor: -500, left: left(50), ...unbacked(-200) },
    ],
    ['a release', released, { ...none, heldMinor: -250, left: left(50), ...unbacked(-200) }],
    [
      'a cash load',
      CardLoadedAtStore.say({ ...request, loadId: allowanceId, minor: 900, tender: 'cash' }),
      { ...none, balanceMinor: 900, left: left(900) },
    ],
    [
      'a return',
      AllowanceReturned.say({ cardId, allowanceId, minor: 40, why: 'recalled' }),
      { ...none, left: left(-40) },
    ],
    ['an activation', CardActivatedAtStore.say(request), none],
  ])('is for %s told by itself', (_, says, effect) => {
    expect(effectOf(says)).toEqual(effect);
  });

  it('is no part of the risk budget where the card is optimistic', () => {
    const says = CardRedeemedAtStore.say({ ...redeemed.body, mode: 'optimistic' });
    expect(effectOf(says)).toMatchObject({ unbackedMinor: 200, riskMinor: 0 });
  });
});

describe('What a store says is understood', () => {
  it('when it adds up', () => {
    for (const says of [redeemed, held, reversed, captured, released]) expect(understand(says)).toEqual(says);
  });

  it.each<[string, CardStatement]>([
    ['a redemption', CardRedeemedAtStore.say({ ...redeemed.body, minor: 501 })],
    ['a hold', HoldPlacedAtStore.say({ ...held.body, unbackedMinor: 0 })],
    ['a reversal', RedemptionReversed.say({ ...reversed.body, minor: 249 })],
    ['a capture', HoldCapturedAtStore.say({ ...captured.body, heldMinor: 499 })],
    ['a release', HoldReleasedAtStore.say({ ...released.body, back: [] })],
  ])('and %s that does not is not', (_, says) => {
    expect(understand(says)).toBeUndefined();
  });

  it('but not what only a newer build knows', () => {
    expect(understand({ ...redeemed, version: 2 })).toBeUndefined();
    expect(understand({ ...redeemed, type: 'gift-cards.sung-at-store' })).toBeUndefined();
    expect(understand({ ...redeemed, body: { ...redeemed.body, tip: 1 } })).toBeUndefined();
  });
});
