import { describe, expect, it } from '@jest/globals';
import { projectionSpecification } from '#testing';
import { liability } from './liability.projection.js';
import {
  captured,
  granted,
  held,
  loaded,
  loadedAtStore,
  north,
  reclaimed,
  recorded,
  redeemed,
  redeemedAtStore,
  released,
  settled,
} from './sample-books.js';

const updatedAt = '2026-01-01T12:00:00.000Z';

describe('The read model of what is owed to those who hold cards', () => {
  it('is what was loaded and made up for, less what was redeemed', () => {
    const shown = projectionSpecification(liability).given(
      loaded(1_000),
      redeemed(300),
      recorded(north, loadedAtStore(50)),
      recorded(north, redeemedAtStore(800)),
      settled(50, 'borne-by-brand', 'hub'),
    );
    expect(shown.row('EUR')).toEqual({
      currency: 'EUR',
      outstandingMinor: 0,
      heldMinor: 0,
      setAsideMinor: 0,
      updatedAt,
    });
  });

  it('tells what of it is held, and set aside for stores', () => {
    const shown = projectionSpecification(liability).given(
      loaded(1_000),
      held(400),
      granted(300),
      recorded(north, redeemedAtStore(100), { currency: 'EUR' }, { heldMinor: 20, setAsideMinor: -100 }),
    );
    expect(shown.row('EUR')).toMatchObject({
      outstandingMinor: 900,
      heldMinor: 420,
      setAsideMinor: 200,
    });
    expect(shown.given(captured(250), released(150), reclaimed(200)).row('EUR')).toMatchObject({
      outstandingMinor: 650,
      heldMinor: 20,
      setAsideMinor: 0,
    });
  });

  it('has a row for each currency', () => {
    const shown = projectionSpecification(liability).given(loaded(10), loaded(20, 'USD'));
    expect(shown.row('USD')).toMatchObject({ outstandingMinor: 20 });
    expect(shown.count()).toBe(2);
  });

  it('does not move with what this build does not understand', () => {
    const sung = { type: 'gift-cards.sung-at-store', version: 1, body: {} };
    const shown = projectionSpecification(liability).given(loaded(10), recorded(north, sung));
    expect(shown.row('EUR')).toMatchObject({ outstandingMinor: 10 });
  });
});
