import { describe, it } from '@jest/globals';

import { SPEC_NOW, specification } from '#testing';

import {
  ConsumeInventory,
  ReservationEnded,
  ReservationExpired,
  ReservationUnknown,
  ReservationWasAnnulled,
} from '../contracts/index.js';
import { annulled, consumed, ours, received, released, reserved, sku, theirs } from './sample-stock.js';
import { stock } from './stock.decider.js';

const consume = new ConsumeInventory({ sku, reservationId: ours });
const leaseUntil = SPEC_NOW + 1;
const muchLater = leaseUntil + 1_000;
const begun = [received(5), reserved(ours, 3, leaseUntil)];
const expired = (available: number) =>
  new ReservationExpired({ sku, reservationId: ours, leaseUntil, requested: 3, available });

describe('Consuming inventory', () => {
  it('takes what was reserved out of the stock', () => {
    specification(stock)
      .given(...begun)
      .when(consume)
      .then(consumed(ours, 3));
  });

  it('works after the lease too, as long as the goods are there', () => {
    const known = specification(stock).given(...begun, reserved(theirs, 2, muchLater));
    known.when(consume, { now: leaseUntil }).then(consumed(ours, 3));
  });

  it('is refused after the lease when others have reserved the goods', () => {
    const known = specification(stock).given(...begun, reserved(theirs, 3, muchLater));
    known.when(consume, { now: leaseUntil }).thenRefused(expired(2));
    known.when(consume, { now: muchLater }).then(consumed(ours, 3));
  });

  it('is refused after the lease when others have consumed the goods', () => {
    specification(stock)
      .given(...begun, reserved(theirs, 4, muchLater), consumed(theirs, 4))
      .when(consume, { now: leaseUntil })
      .thenRefused(expired(1));
  });

  it('sells nothing twice, even when the clock falls back into a lease that was over', () => {
    specification(stock)
      .given(...begun, reserved(theirs, 4, muchLater))
      .when(consume, { now: leaseUntil - 1 })
      .thenRefused(expired(1));
  });

  it('again is done already', () => {
    specification(stock)
      .given(...begun, consumed(ours, 3))
      .when(consume, { now: muchLater })
      .thenNothingNew(consumed(ours, 3));
  });

  it.each([
    ['was never made', [received(5)], new ReservationUnknown({ sku, reservationId: ours })],
    ['is of an unknown sku', [], new ReservationUnknown({ sku, reservationId: ours })],
    [
      'was released',
      [...begun, released(ours, 3)],
      new ReservationEnded({ sku, reservationId: ours, ended: 'released' }),
    ],
    ['was annulled', [received(5), annulled(ours)], new ReservationWasAnnulled({ sku, reservationId: ours })],
  ])('is refused for a reservation that %s', (_, history, refusal) => {
    specification(stock)
      .given(...history)
      .when(consume)
      .thenRefused(refusal);
  });
});
