import { describe, expect, it } from '@jest/globals';

import { projectionSpecification, SPEC_NOW } from '#testing';

import {
  annulled,
  consumed,
  ours,
  received,
  released,
  reserved,
  sku,
  theirs,
} from '../domain/sample-stock.js';
import { stockLevels } from './stock.projection.js';

const MINUTE_MS = 60_000;
const inMinutes = (minutes: number) => SPEC_NOW + minutes * MINUTE_MS;
const withLease = () =>
  projectionSpecification(stockLevels).given(received(10), reserved(ours, 3, inMinutes(15)));

describe('The read model of stock', () => {
  it('shows what is on hand, reserved and available, and when leases end', () => {
    expect(withLease().row(sku)).toEqual({
      sku,
      onHand: 10,
      reserved: 3,
      available: 7,
      leases: [{ reservationId: ours, quantity: 3, leaseUntil: inMinutes(15) }],
      version: 2,
      updatedAt: '2026-01-01T12:00:00.000Z',
    });
  });

  it('gives back what was released, and takes out what was consumed', () => {
    expect(withLease().given(released(ours, 3)).row(sku)).toMatchObject({
      onHand: 10,
      reserved: 0,
      available: 10,
      leases: [],
    });
    expect(withLease().given(consumed(ours, 3)).row(sku)).toMatchObject({
      onHand: 7,
      reserved: 0,
      available: 7,
      leases: [],
    });
  });

  it('counts no lease that is over', () => {
    const shown = withLease().after('15m', reserved(theirs, 9, inMinutes(30)));
    expect(shown.row(sku)).toMatchObject({ onHand: 10, reserved: 9, available: 1 });
  });

  it('takes out what was consumed after its lease', () => {
    const shown = withLease().after('20m', received(1), consumed(ours, 3));
    expect(shown.row(sku)).toMatchObject({ onHand: 8, reserved: 0, available: 8, leases: [] });
  });

  it('shows nothing available when the record of an event lags behind a lease that was over', () => {
    const shown = withLease().after('14m', reserved(theirs, 10, inMinutes(30)));
    expect(shown.row(sku)).toMatchObject({ reserved: 13, available: 0 });
  });

  it('shows an unknown sku as nothing, once something was annulled on it', () => {
    const shown = projectionSpecification(stockLevels).given(annulled(ours));
    expect(shown.row(sku)).toMatchObject({ onHand: 0, reserved: 0, available: 0, version: 1 });
  });
});
