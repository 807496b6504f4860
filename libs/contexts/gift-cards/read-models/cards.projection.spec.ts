import { describe, expect, it } from '@jest/globals';

import { projectionSpecification } from '#testing';

import { CardLoaded } from '../contracts/index.js';
import {
  activated,
  annulled,
  blocked,
  captured,
  cardId,
  cardWith,
  euros,
  held,
  holdId,
  issued,
  loadId,
  redeemed,
  redemptionId,
  released,
} from '../domain/sample-card.js';
import { ACTIVITIES_MAX, cards } from './cards.projection.js';

const at = '2026-01-01T12:00:00.000Z';

describe('The read model of cards', () => {
  it('shows a card that was only issued as empty', () => {
    const shown = projectionSpecification(cards).given(issued());
    expect(shown.row(cardId)).toEqual({
      cardId,
      currency: 'EUR',
      status: 'issued',
      balanceMinor: 0,
      heldMinor: 0,
      setAsideMinor: 0,
      availableMinor: 0,
      version: 1,
      updatedAt: at,
      activities: [{ what: 'card-issued', at }],
    });
  });

  it('shows balance, holds and what is available', () => {
    const shown = projectionSpecification(cards).given(...cardWith(1_000), held(300), redeemed(100, 150));
    expect(shown.row(cardId)).toMatchObject({
      status: 'active',
      balanceMinor: 900,
      heldMinor: 300,
      availableMinor: 600,
      version: 5,
    });
  });

  it('takes a captured hold from the balance, and gives a released one back', () => {
    const withHold = [...cardWith(1_000), held(300)];
    const balanceAfter = (last: ReturnType<typeof captured> | ReturnType<typeof released>) =>
      projectionSpecification(cards)
        .given(...withHold, last)
        .row(cardId);
    expect(balanceAfter(captured(300))).toMatchObject({
      balanceMinor: 700,
      heldMinor: 0,
      availableMinor: 700,
    });
    expect(balanceAfter(released(300))).toMatchObject({
      balanceMinor: 1_000,
      heldMinor: 0,
      availableMinor: 1_000,
    });
  });

  it('tells what happened, newest first', () => {
    const shown = projectionSpecification(cards)
      .given(issued(), activated())
      .after('1m', new CardLoaded({ cardId, loadId, amount: euros(500) }))
      .after('1m', redeemed(200), held(100), annulled(), blocked());
    const later = '2026-01-01T12:02:00.000Z';
    expect(shown.row(cardId)).toMatchObject({
      status: 'blocked',
      updatedAt: later,
      activities: [
        { what: 'card-blocked', at: later, detail: 'reported lost' },
        { what: 'hold-annulled', at: later, reference: holdId },
        { what: 'hold-placed', at: later, amountMinor: 100, reference: holdId },
        { what: 'card-redeemed', at: later, amountMinor: 200, reference: redemptionId },
        { what: 'card-loaded', at: '2026-01-01T12:01:00.000Z', amountMinor: 500, reference: loadId },
        { what: 'card-activated', at },
        { what: 'card-issued', at },
      ],
    });
  });

  it('keeps the last activities only, but counts all', () => {
    const many = Array.from({ length: ACTIVITIES_MAX }, () => redeemed(1));
    const shown = projectionSpecification(cards).given(...cardWith(1_000), ...many);
    const row = shown.row(cardId);
    expect(row).toMatchObject({ version: ACTIVITIES_MAX + 3, balanceMinor: 1_000 - ACTIVITIES_MAX });
    expect(row).toHaveProperty('activities.length', ACTIVITIES_MAX);
    expect(row).toHaveProperty(`activities.${ACTIVITIES_MAX - 1}.what`, 'card-redeemed');
  });

  it('shows no card because a hold was annulled, and counts that event once there is one', () => {
    const shown = projectionSpecification(cards).given(annulled());
    expect(shown.count()).toBe(0);
    expect(shown.given(issued()).row(cardId)).toMatchObject({ status: 'issued', version: 2 });
  });
});
