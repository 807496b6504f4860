import { describe, it } from '@jest/globals';

import { SPEC_NOW, specification } from '#testing';

import {
  InventoryShort,
  RequestReused,
  ReservationEnded,
  ReservationWasAnnulled,
  ReserveInventory,
} from '../contracts/index.js';
import { LEASE_MS } from './reserve.js';
import { annulled, consumed, ours, received, released, reserved, sku, theirs } from './sample-stock.js';
import { stock } from './stock.decider.js';

const reserve = (quantity: number) => new ReserveInventory({ sku, reservationId: ours, quantity });
const leaseUntil = SPEC_NOW + LEASE_MS;
const short = (requested: number, available: number) => new InventoryShort({ sku, requested, available });
const ended = (how: 'released' | 'consumed') =>
  new ReservationEnded({ sku, reservationId: ours, ended: how });

describe('Reserving inventory', () => {
  it('sets pieces aside for the length of a lease, down to the last one', () => {
    specification(stock)
      .given(received(5))
      .when(reserve(5))
      .then(reserved(ours, 5, leaseUntil));
  });

  it('is refused when there is less, and when there is nothing', () => {
    specification(stock).given(received(5)).when(reserve(6)).thenRefused(short(6, 5));
    specification(stock).given().when(reserve(1)).thenRefused(short(1, 0));
  });

  it('leaves alone what others have reserved, until their lease is over', () => {
    const theirsToo = specification(stock).given(received(5), reserved(theirs, 3, leaseUntil));
    theirsToo.when(reserve(3), { now: leaseUntil - 1 }).thenRefused(short(3, 2));
    theirsToo.when(reserve(3), { now: leaseUntil }).then(reserved(ours, 3, leaseUntil + LEASE_MS));
  });

  it('has what was released again, but not what was consumed', () => {
    const theirLease = [received(5), reserved(theirs, 3, leaseUntil)];
    specification(stock)
      .given(...theirLease, released(theirs, 3))
      .when(reserve(5))
      .then(reserved(ours, 5, leaseUntil));
    specification(stock)
      .given(...theirLease, consumed(theirs, 3))
      .when(reserve(3), { now: leaseUntil })
      .thenRefused(short(3, 2));
  });

  it('again with the same id is done already, and extends no lease', () => {
    specification(stock)
      .given(received(5), reserved(ours, 5, leaseUntil))
      .when(reserve(5), { now: leaseUntil + 1 })
      .thenNothingNew(reserved(ours, 5, leaseUntil));
  });

  it('with a known id and another quantity is refused', () => {
    specification(stock)
      .given(received(5), reserved(ours, 2, leaseUntil))
      .when(reserve(3))
      .thenRefused(new RequestReused({ sku, requestId: ours }));
  });

  it('is refused once the reservation has ended', () => {
    const begun = [received(5), reserved(ours, 2, leaseUntil)];
    specification(stock)
      .given(...begun, consumed(ours, 2))
      .when(reserve(2))
      .thenRefused(ended('consumed'));
    specification(stock)
      .given(...begun, released(ours, 2))
      .when(reserve(2))
      .thenRefused(ended('released'));
  });

  it('is refused when its release came first', () => {
    specification(stock)
      .given(received(5), annulled(ours))
      .when(reserve(2))
      .thenRefused(new ReservationWasAnnulled({ sku, reservationId: ours }));
  });
});
