import { describe, it } from '@jest/globals';

import { specification } from '#testing';

import {
  CaptureHold,
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  HoldEnded,
  HoldPlaced,
  HoldUnknown,
  HoldWasAnnulled,
  InsufficientBalance,
  PlaceHold,
  ReleaseHold,
  RequestReused,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import {
  activated,
  annulled,
  blocked,
  captured,
  cardId,
  cardWith,
  dollars,
  euros,
  held,
  holdId,
  issued,
  purchaseId,
  released,
} from './sample-card.js';

const anotherPurchase = '01980000-0000-7000-8000-00000000b002';
const place = (minor: number) => new PlaceHold({ cardId, holdId, amount: euros(minor), purchaseId });
const capture = new CaptureHold({ cardId, holdId });
const release = new ReleaseHold({ cardId, holdId });
const ended = (how: 'captured' | 'released') => new HoldEnded({ cardId, holdId, ended: how });

describe('Placing a hold', () => {
  const with500 = specification(giftCard).given(...cardWith(500));

  it('sets an amount aside, down to the last cent', () => {
    with500.when(place(500)).then(held(500));
  });

  it('is refused when less is available', () => {
    with500
      .when(place(501))
      .thenRefused(new InsufficientBalance({ cardId, available: 500, requested: 501, currency: 'EUR' }));
  });

  it('leaves alone what other holds have set aside', () => {
    const holdOf = (minor: number) =>
      new PlaceHold({ cardId, holdId: 'another', amount: euros(minor), purchaseId });
    const with200Held = specification(giftCard).given(...cardWith(500), held(200));
    with200Held.when(holdOf(300)).then(new HoldPlaced(holdOf(300).data));
    with200Held
      .when(holdOf(301))
      .thenRefused(new InsufficientBalance({ cardId, available: 300, requested: 301, currency: 'EUR' }));
  });

  it('again is done already, even when the card is blocked by now', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200))
      .when(place(200))
      .thenNothingNew(held(200));
    specification(giftCard)
      .given(...cardWith(500), held(200), blocked())
      .when(place(200))
      .thenNothingNew(held(200));
  });

  it('with a known id for another amount or purchase is refused', () => {
    const known = specification(giftCard).given(...cardWith(500), held(200));
    const reused = new RequestReused({ cardId, requestId: holdId });
    known.when(place(201)).thenRefused(reused);
    known
      .when(new PlaceHold({ cardId, holdId, amount: euros(200), purchaseId: anotherPurchase }))
      .thenRefused(reused);
  });

  it('is refused once the hold has ended', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200), captured(200))
      .when(place(200))
      .thenRefused(ended('captured'));
    specification(giftCard)
      .given(...cardWith(500), held(200), released(200))
      .when(place(200))
      .thenRefused(ended('released'));
  });

  it('is refused when its release came first', () => {
    specification(giftCard)
      .given(...cardWith(500), annulled())
      .when(place(200))
      .thenRefused(new HoldWasAnnulled({ cardId, holdId }));
  });

  it.each([
    ['unknown', [], new CardUnknown({ cardId })],
    ['not active yet', [issued()], new CardNotActive({ cardId })],
    ['blocked', [issued(), activated(), blocked()], new CardIsBlocked({ cardId })],
  ])('is refused when the card is %s', (_, history, refusal) => {
    specification(giftCard)
      .given(...history)
      .when(place(1))
      .thenRefused(refusal);
  });

  it('in another currency is refused', () => {
    with500
      .when(new PlaceHold({ cardId, holdId, amount: dollars(1), purchaseId }))
      .thenRefused(new CurrencyMismatch({ cardId, cardCurrency: 'EUR', requestedCurrency: 'USD' }));
  });
});

describe('Capturing a hold', () => {
  it('takes what it has set aside', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200))
      .when(capture)
      .then(captured(200));
  });

  it('works on a blocked card too', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200), blocked())
      .when(capture)
      .then(captured(200));
  });

  it('again is done already', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200), captured(200))
      .when(capture)
      .thenNothingNew(captured(200));
  });

  it.each([
    ['on an unknown card', [], new CardUnknown({ cardId })],
    ['on an unknown card with an annulled hold', [annulled()], new CardUnknown({ cardId })],
    ['that was never placed', cardWith(500), new HoldUnknown({ cardId, holdId })],
    ['that was released', [...cardWith(500), held(200), released(200)], ended('released')],
    ['that was annulled', [...cardWith(500), annulled()], new HoldWasAnnulled({ cardId, holdId })],
  ])('is refused for one %s', (_, history, refusal) => {
    specification(giftCard)
      .given(...history)
      .when(capture)
      .thenRefused(refusal);
  });
});

describe('Releasing a hold', () => {
  it('gives back what it has set aside, on a blocked card too', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200))
      .when(release)
      .then(released(200));
    specification(giftCard)
      .given(...cardWith(500), held(200), blocked())
      .when(release)
      .then(released(200));
  });

  it('again is done already', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200), released(200))
      .when(release)
      .thenNothingNew(released(200));
    specification(giftCard)
      .given(...cardWith(500), annulled())
      .when(release)
      .thenNothingNew(annulled());
  });

  it('that was never placed makes sure that it never will be, on any card', () => {
    specification(giftCard)
      .given(...cardWith(500))
      .when(release)
      .then(annulled());
    specification(giftCard)
      .given(...cardWith(500), blocked())
      .when(release)
      .then(annulled());
    specification(giftCard).given(issued()).when(release).then(annulled());
    specification(giftCard).given().when(release).then(annulled());
  });

  it('stays in force when the card is issued only afterwards', () => {
    specification(giftCard)
      .given(annulled(), ...cardWith(500))
      .when(place(200))
      .thenRefused(new HoldWasAnnulled({ cardId, holdId }));
  });

  it('is refused for one that was captured', () => {
    specification(giftCard)
      .given(...cardWith(500), held(200), captured(200))
      .when(release)
      .thenRefused(ended('captured'));
  });
});
