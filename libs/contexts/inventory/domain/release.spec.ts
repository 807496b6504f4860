import { describe, it } from '@jest/globals';

import { SPEC_NOW, specification } from '#testing';

import { ReleaseInventory, ReservationEnded } from '../contracts/index.js';
import { annulled, consumed, ours, received, released, reserved, sku } from './sample-stock.js';
import { stock } from './stock.decider.js';

const release = new ReleaseInventory({ sku, reservationId: ours });
const leaseUntil = SPEC_NOW + 1;
const begun = [received(5), reserved(ours, 2, leaseUntil)];

describe('Releasing inventory', () => {
  it('gives a reservation back, also when its lease is over', () => {
    const known = specification(stock).given(...begun);
    known.when(release).then(released(ours, 2));
    known.when(release, { now: leaseUntil + 1 }).then(released(ours, 2));
  });

  it('again is done already', () => {
    specification(stock)
      .given(...begun, released(ours, 2))
      .when(release)
      .thenNothingNew(released(ours, 2));
    specification(stock).given(annulled(ours)).when(release).thenNothingNew(annulled(ours));
  });

  it('that was never reserved makes sure that it never will be, of an unknown sku too', () => {
    specification(stock).given(received(5)).when(release).then(annulled(ours));
    specification(stock).given().when(release).then(annulled(ours));
  });

  it('is refused for what was consumed', () => {
    specification(stock)
      .given(...begun, consumed(ours, 2))
      .when(release)
      .thenRefused(new ReservationEnded({ sku, reservationId: ours, ended: 'consumed' }));
  });
});
