import { describe, it } from '@jest/globals';

import { specification } from '#testing';

import {
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  InsufficientBalance,
  RedeemCard,
  RequestReused,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import {
  activated,
  blocked,
  captured,
  cardId,
  cardWith,
  dollars,
  euros,
  held,
  issued,
  redeemed,
  redemptionId,
  released,
} from './sample-card.js';

const redeem = (minor: number, allowPartial = false) =>
  new RedeemCard({ cardId, redemptionId, amount: euros(minor), allowPartial });
const short = (available: number, requested: number) =>
  new InsufficientBalance({ cardId, available, requested, currency: 'EUR' });

describe('Redeeming a card', () => {
  const with500 = specification(giftCard).given(...cardWith(500));

  it('takes value, down to the last cent', () => {
    with500.when(redeem(499)).then(redeemed(499));
    with500.when(redeem(500)).then(redeemed(500));
  });

  it('is refused when less than all is available', () => {
    with500.when(redeem(501)).thenRefused(short(500, 501));
  });

  it('takes what is there when part of it is enough', () => {
    with500.when(redeem(501, true)).then(redeemed(500, 501));
    with500.when(redeem(400, true)).then(redeemed(400));
  });

  it('is refused when nothing at all is there, even for a part', () => {
    specification(giftCard)
      .given(...cardWith(500), held(500))
      .when(redeem(1, true))
      .thenRefused(short(0, 1));
  });

  it('leaves alone what is held', () => {
    const with200Held = specification(giftCard).given(...cardWith(500), held(200));
    with200Held.when(redeem(301)).thenRefused(short(300, 301));
    with200Held.when(redeem(301, true)).then(redeemed(300, 301));
  });

  it('has what was released again, but not what was captured', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200), released(200))
      .when(redeem(500))
      .then(redeemed(500));
    specification(giftCard)
      .given(...cardWith(500), held(200), captured(200))
      .when(redeem(500))
      .thenRefused(short(300, 500));
  });

  it('again with the same id is done already, even when the card is empty or blocked by now', () => {
    specification(giftCard)
      .given(...cardWith(500), redeemed(500))
      .when(redeem(500))
      .thenNothingNew(redeemed(500));
    specification(giftCard)
      .given(...cardWith(500), redeemed(500, 700), blocked())
      .when(redeem(700, true))
      .thenNothingNew(redeemed(500, 700));
  });

  it('with a known id and another request is refused', () => {
    const reused = new RequestReused({ cardId, requestId: redemptionId });
    const known = specification(giftCard).given(...cardWith(500), redeemed(500, 700));
    known.when(redeem(500, true)).thenRefused(reused);
    known.when(redeem(700, false)).thenRefused(reused);
  });

  it.each([
    ['unknown', [], new CardUnknown({ cardId })],
    ['not active yet', [issued()], new CardNotActive({ cardId })],
    ['blocked', [issued(), activated(), blocked()], new CardIsBlocked({ cardId })],
  ])('is refused when the card is %s', (_, history, refusal) => {
    specification(giftCard)
      .given(...history)
      .when(redeem(1))
      .thenRefused(refusal);
  });

  it('in another currency is refused, before anything is said about the balance', () => {
    with500
      .when(new RedeemCard({ cardId, redemptionId, amount: dollars(501), allowPartial: true }))
      .thenRefused(new CurrencyMismatch({ cardId, cardCurrency: 'EUR', requestedCurrency: 'USD' }));
  });
});
