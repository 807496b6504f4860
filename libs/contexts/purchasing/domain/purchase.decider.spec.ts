import { describe, expect, it } from '@jest/globals';

import { AMOUNT_MINOR_MAX } from '#kernel';
import { SPEC_NOW, specification } from '#testing';

import {
  AcceptPurchase,
  CancellationWasRequested,
  CancelPurchase,
  CardTenderedTwice,
  CloseCancelledPurchase,
  CompletePurchase,
  ConfirmPurchase,
  GoodsNotHeldLongEnough,
  MixedCurrencies,
  PurchaseAccepted,
  PurchaseAlreadyConfirmed,
  PurchaseCancellationRequested,
  PurchaseCancelled,
  PurchaseCompleted,
  PurchaseNotAccepted,
  PurchaseTooLarge,
  PurchaseTooLateToCancel,
  PurchaseUnknown,
  PurchaseWasCancelled,
  TendersDoNotCoverTotal,
  TooManyPayments,
} from '../contracts/index.js';
import { ACCEPTANCE_MARGIN_MS } from './accept.js';
import { purchase } from './purchase.decider.js';
import {
  byCard,
  byPayment,
  cardA,
  confirmed,
  confirmPurchase,
  euros,
  line,
  purchaseId,
} from './sample-purchase.js';

const reason = 'found it cheaper';
const cancellationRequested = new PurchaseCancellationRequested({ purchaseId, reason });
const accepted = new PurchaseAccepted({ purchaseId });
const completed = new PurchaseCompleted({ purchaseId });
const cancelled = new PurchaseCancelled({ purchaseId, reason });

const cancelPurchase = new CancelPurchase({ purchaseId, reason });
const acceptPurchase = new AcceptPurchase({ purchaseId });
const completePurchase = new CompletePurchase({ purchaseId });
const closeCancelled = new CloseCancelledPurchase({ purchaseId, reason: 'accept was refused' });
const unknown = new PurchaseUnknown({ purchaseId });

describe('Confirming a purchase', () => {
  it('freezes prices, tenders and the total', () => {
    specification(purchase).given().when(confirmPurchase()).then(confirmed());
  });

  it('happens once', () => {
    specification(purchase)
      .given(confirmed())
      .when(confirmPurchase())
      .thenRefused(new PurchaseAlreadyConfirmed({ purchaseId }));
  });

  it('takes one currency only', () => {
    const dollars = { minor: 1_900, currency: 'USD' } as const;
    const mixed = confirmPurchase({ tenders: [{ kind: 'payment', token: 'tok_visa', amount: dollars }] });
    specification(purchase)
      .given()
      .when(mixed)
      .thenRefused(new MixedCurrencies({ purchaseId, currencies: ['EUR', 'USD'] }));
  });

  it.each([
    ['less', 1_899],
    ['more', 1_901],
  ])('does not take tenders of %s than the total', (_, minor) => {
    specification(purchase)
      .given()
      .when(confirmPurchase({ tenders: [byCard(cardA, 1_500), byPayment(minor)] }))
      .thenRefused(
        new TendersDoNotCoverTotal({ purchaseId, total: euros(3_400), tendered: euros(minor + 1_500) }),
      );
  });

  it('takes one payment at most', () => {
    specification(purchase)
      .given()
      .when(confirmPurchase({ tenders: [byPayment(3_000), byPayment(400)] }))
      .thenRefused(new TooManyPayments({ purchaseId, payments: 2 }));
  });

  it('takes each card once', () => {
    specification(purchase)
      .given()
      .when(confirmPurchase({ tenders: [byCard(cardA, 3_000), byCard(cardA, 400)] }))
      .thenRefused(new CardTenderedTwice({ purchaseId, cardId: cardA }));
  });

  it('takes no more than may be moved at once', () => {
    const total = 2 * AMOUNT_MINOR_MAX;
    specification(purchase)
      .given()
      .when(confirmPurchase({ lines: [line('machine', 2, AMOUNT_MINOR_MAX)] }))
      .thenRefused(new PurchaseTooLarge({ purchaseId, total: euros(total), limit: euros(AMOUNT_MINOR_MAX) }));
    const largest = [byPayment(AMOUNT_MINOR_MAX)];
    const lines = [line('machine', 1, AMOUNT_MINOR_MAX)];
    specification(purchase)
      .given()
      .when(confirmPurchase({ lines, tenders: largest }))
      .then(confirmed({ lines, tenders: largest }));
  });

  it('cannot even be said with nothing, with too much, or with what has no price', () => {
    const { data } = confirmPurchase();
    const sayable = (other: object) => ConfirmPurchase.schema.safeParse({ ...data, ...other }).success;
    expect(sayable({})).toBe(true);
    expect(sayable({ lines: [] })).toBe(false);
    expect(sayable({ tenders: [] })).toBe(false);
    expect(sayable({ lines: Array.from({ length: 51 }, () => line('x', 1, 1)) })).toBe(false);
    expect(sayable({ tenders: Array.from({ length: 11 }, () => byPayment(1)) })).toBe(false);
    expect(sayable({ lines: [line('x', 0, 1)] })).toBe(false);
    expect(sayable({ lines: [line('x', 1_001, 1)] })).toBe(false);
    expect(sayable({ lines: [line('x', 1.5, 1)] })).toBe(false);
    expect(sayable({ lines: [line('x', 1, 0)] })).toBe(false);
    expect(sayable({ tenders: [byPayment(-1)] })).toBe(false);
    expect(sayable({ purchaseId: 'mine' })).toBe(false);
    expect(sayable({ discount: 1 })).toBe(false);
  });
});

describe('Cancelling a purchase', () => {
  it('is kept at once, and closed when everything is undone', () => {
    specification(purchase).given(confirmed()).when(cancelPurchase).then(cancellationRequested);
    specification(purchase).given(confirmed(), cancellationRequested).when(closeCancelled).then(cancelled);
  });

  it('happens without the customer too, for the reason that the saga gives', () => {
    specification(purchase)
      .given(confirmed())
      .when(closeCancelled)
      .then(new PurchaseCancelled({ purchaseId, reason: 'accept was refused' }));
  });

  it('answers a repeated request as the first one was answered', () => {
    specification(purchase)
      .given(confirmed(), cancellationRequested)
      .when(new CancelPurchase({ purchaseId, reason: 'another one' }))
      .thenNothingNew(cancellationRequested);
    const isCancelled = [confirmed(), cancellationRequested, cancelled];
    for (const repeated of [cancelPurchase, closeCancelled]) {
      specification(purchase)
        .given(...isCancelled)
        .when(repeated)
        .thenNothingNew(cancelled);
    }
  });

  it('comes too late once the purchase is accepted', () => {
    for (const history of [
      [confirmed(), accepted],
      [confirmed(), accepted, completed],
    ]) {
      for (const late of [cancelPurchase, closeCancelled]) {
        specification(purchase)
          .given(...history)
          .when(late)
          .thenRefused(new PurchaseTooLateToCancel({ purchaseId }));
      }
    }
  });

  it('needs a purchase', () => {
    specification(purchase).given().when(cancelPurchase).thenRefused(unknown);
    specification(purchase).given().when(closeCancelled).thenRefused(unknown);
  });
});

describe('Accepting a purchase', () => {
  it('is the point of no return', () => {
    specification(purchase).given(confirmed()).when(acceptPurchase).then(accepted);
    specification(purchase).given(confirmed(), accepted).when(acceptPurchase).thenNothingNew(accepted);
    specification(purchase)
      .given(confirmed(), accepted, completed)
      .when(acceptPurchase)
      .thenNothingNew(accepted);
  });

  it('is refused when the customer cancelled before', () => {
    specification(purchase)
      .given(confirmed(), cancellationRequested)
      .when(acceptPurchase)
      .thenRefused(new CancellationWasRequested({ purchaseId }));
    specification(purchase)
      .given(confirmed(), cancelled)
      .when(acceptPurchase)
      .thenRefused(new PurchaseWasCancelled({ purchaseId }));
  });

  it('is refused when goods could be sold to others before it is carried out', () => {
    const acceptHolding = (goodsHeldUntil: number) => new AcceptPurchase({ purchaseId, goodsHeldUntil });
    const longEnough = SPEC_NOW + ACCEPTANCE_MARGIN_MS;
    specification(purchase).given(confirmed()).when(acceptHolding(longEnough)).then(accepted);
    specification(purchase)
      .given(confirmed())
      .when(acceptHolding(longEnough - 1))
      .thenRefused(new GoodsNotHeldLongEnough({ purchaseId, goodsHeldUntil: longEnough - 1 }));
    specification(purchase).given(confirmed(), accepted).when(acceptHolding(0)).thenNothingNew(accepted);
  });

  it('needs a purchase', () => {
    specification(purchase).given().when(acceptPurchase).thenRefused(unknown);
  });
});

describe('Completing a purchase', () => {
  it('ends it, once', () => {
    specification(purchase).given(confirmed(), accepted).when(completePurchase).then(completed);
    specification(purchase)
      .given(confirmed(), accepted, completed)
      .when(completePurchase)
      .thenNothingNew(completed);
  });

  it('needs an accepted purchase', () => {
    specification(purchase).given().when(completePurchase).thenRefused(unknown);
    for (const history of [[confirmed()], [confirmed(), cancellationRequested], [confirmed(), cancelled]]) {
      specification(purchase)
        .given(...history)
        .when(completePurchase)
        .thenRefused(new PurchaseNotAccepted({ purchaseId }));
    }
  });
});
