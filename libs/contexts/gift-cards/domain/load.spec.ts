import { describe, it } from '@jest/globals';

import { specification } from '#testing';

import {
  BALANCE_MINOR_MAX,
  BalanceLimitExceeded,
  CardIsBlocked,
  CardLoaded,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  LoadCard,
  RequestReused,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import {
  activated,
  blocked,
  cardId,
  cardWith,
  dollars,
  euros,
  held,
  issued,
  loaded,
  loadId,
  redeemed,
} from './sample-card.js';

const anotherId = '01980000-0000-7000-8000-00000000a002';
const load = (minor: number, id = loadId) => new LoadCard({ cardId, loadId: id, amount: euros(minor) });

describe('Loading a card', () => {
  it('adds value to an active card', () => {
    specification(giftCard).given(issued(), activated()).when(load(2_500)).then(loaded(2_500));
  });

  it('again with the same id is done already, even when the card is blocked by now', () => {
    specification(giftCard)
      .given(...cardWith(2_500))
      .when(load(2_500))
      .thenNothingNew(loaded(2_500));
    specification(giftCard)
      .given(...cardWith(2_500), blocked())
      .when(load(2_500))
      .thenNothingNew(loaded(2_500));
  });

  it('with a known id and another amount is refused', () => {
    const known = specification(giftCard).given(...cardWith(2_500));
    const reused = new RequestReused({ cardId, requestId: loadId });
    known.when(load(2_501)).thenRefused(reused);
    known.when(new LoadCard({ cardId, loadId, amount: dollars(2_500) })).thenRefused(reused);
  });

  it.each([
    ['unknown', [], new CardUnknown({ cardId })],
    ['not active yet', [issued()], new CardNotActive({ cardId })],
    ['blocked', [issued(), activated(), blocked()], new CardIsBlocked({ cardId })],
  ])('is refused when the card is %s', (_, history, refusal) => {
    specification(giftCard)
      .given(...history)
      .when(load(1))
      .thenRefused(refusal);
  });

  it('in another currency is refused', () => {
    specification(giftCard)
      .given(issued(), activated())
      .when(new LoadCard({ cardId, loadId, amount: dollars(1) }))
      .thenRefused(new CurrencyMismatch({ cardId, cardCurrency: 'EUR', requestedCurrency: 'USD' }));
  });

  it('reaches the limit, and not one cent more', () => {
    const balance = BALANCE_MINOR_MAX - 100;
    const known = specification(giftCard).given(...cardWith(balance));
    const last = load(100, anotherId);
    known.when(last).then(loadedAs(last));
    known.when(load(101, anotherId)).thenRefused(
      new BalanceLimitExceeded({
        cardId,
        limit: BALANCE_MINOR_MAX,
        balance,
        requested: 101,
        currency: 'EUR',
      }),
    );
  });

  it('has room again for what was redeemed, but not for what is only held', () => {
    const full = cardWith(BALANCE_MINOR_MAX);
    const one = load(1, anotherId);
    specification(giftCard)
      .given(...full, redeemed(1))
      .when(one)
      .then(loadedAs(one));
    specification(giftCard)
      .given(...full, held(1))
      .when(one)
      .thenRefused(
        new BalanceLimitExceeded({
          cardId,
          limit: BALANCE_MINOR_MAX,
          balance: BALANCE_MINOR_MAX,
          requested: 1,
          currency: 'EUR',
        }),
      );
  });

  it('names the wrong currency before the limit', () => {
    specification(giftCard)
      .given(...cardWith(BALANCE_MINOR_MAX))
      .when(new LoadCard({ cardId, loadId: anotherId, amount: dollars(1) }))
      .thenRefused(new CurrencyMismatch({ cardId, cardCurrency: 'EUR', requestedCurrency: 'USD' }));
  });
});

const loadedAs = ({ data }: LoadCard) => new CardLoaded(data);
