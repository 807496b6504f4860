import { describe, expect, it } from '@jest/globals';

import { projectionSpecification } from '#testing';

import {
  AllowancesRecalled,
  AllowancesReclaimed,
  CardLoaded,
  CardUnblocked,
  ConflictFound,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
  PolicyAssigned,
  usualPolicy,
} from '../contracts/index.js';
import {
  activated,
  annulled,
  blocked,
  captured,
  cardId,
  cardWith,
  euros,
  held,
  issued,
  loadId,
  redeemed,
  released,
} from '../domain/sample-card.js';
import {
  allowanceId,
  blockedAtStore,
  from,
  loadAtStoreId,
  redeemedAtStore,
} from '../domain/sample-statements.js';
import { fact, factId, granted, north, recorded } from '../domain/sample-stores.js';
import { cards } from './cards.projection.js';

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
      policy: 'hybrid',
      isOverdrawn: false,
      setAsideMinor: 0,
      availableMinor: 0,
      version: 1,
      updatedAt: at,
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

  it('tells when it changed last, and counts all that happened', () => {
    const shown = projectionSpecification(cards)
      .given(issued(), activated())
      .after('1m', new CardLoaded({ cardId, loadId, amount: euros(500) }))
      .after('1m', redeemed(200), held(100), annulled(), blocked());
    const later = '2026-01-01T12:02:00.000Z';
    expect(shown.row(cardId)).toMatchObject({ status: 'blocked', updatedAt: later, version: 7 });
  });

  it('shows no card because a hold was annulled, and counts that event once there is one', () => {
    const shown = projectionSpecification(cards).given(annulled());
    expect(shown.count()).toBe(0);
    expect(shown.given(issued()).row(cardId)).toMatchObject({ status: 'issued', version: 2 });
  });

  it('shows what is set aside at stores, and takes it from what is available', () => {
    const shown = projectionSpecification(cards).given(...cardWith(1_000), held(100), granted(300));
    expect(shown.row(cardId)).toMatchObject({
      balanceMinor: 1_000,
      heldMinor: 100,
      setAsideMinor: 300,
      availableMinor: 600,
    });
    const reclaimed = { cardId, storeId: north, allowances: [{ allowanceId, minor: 300 }] };
    expect(shown.given(new AllowancesReclaimed(reclaimed)).row(cardId)).toMatchObject({
      availableMinor: 900,
    });
  });

  it('shows what facts of stores have made of the card', () => {
    const facts = [fact(1, redeemedAtStore({ draws: from(200) })), fact(2, blockedAtStore(loadAtStoreId))];
    const shown = projectionSpecification(cards)
      .given(...cardWith(1_000), granted(300))
      .given(recorded(north, facts, { status: 'blocked', balanceMinor: 800, setAsideMinor: 100 }));
    expect(shown.row(cardId)).toMatchObject({
      status: 'blocked',
      balanceMinor: 800,
      setAsideMinor: 100,
      availableMinor: 700,
    });
  });

  it('follows an overdraft from its beginning to its end', () => {
    const caseId = `${cardId}:overdraft:1`;
    const shares = [{ storeId: north, factId: factId('fact-1'), minor: 50, breach: false }];
    const settlement = { settlementId: 'one', how: 'borne-by-brand', bearer: 'hub' } as const;
    const shown = projectionSpecification(cards).given(
      ...cardWith(100),
      recorded(north, [fact(1, redeemedAtStore({ unbacked: 150 }))], { balanceMinor: -50 }),
      new OverdraftSuspected({ cardId, caseId, minor: 50 }),
      new OverdraftConfirmed({ cardId, caseId, minor: 50, shares, cause: 'roaming' }),
    );
    expect(shown.row(cardId)).toMatchObject({ balanceMinor: -50, availableMinor: -50, isOverdrawn: true });
    const settled = shown.given(
      new OverdraftSettled({ cardId, caseId, minor: 50, openMinor: 0, ...settlement }),
      new OverdraftCured({ cardId, caseId }),
    );
    expect(settled.row(cardId)).toMatchObject({ balanceMinor: 0, availableMinor: 0, isOverdrawn: false });
  });

  it('changes no balance for conflicts, policies and recalls, and ends blocks', () => {
    const facts = [{ id: factId('fact-1'), storeId: north, seq: 1 }];
    const found = { conflictId: 'double-activation:card', kind: 'double-activation', facts } as const;
    const shown = projectionSpecification(cards).given(
      ...cardWith(100),
      blocked(),
      new CardUnblocked({ cardId, blockIds: ['hub-1'], status: 'active' }),
      new PolicyAssigned({ cardId, policy: { ...usualPolicy, mode: 'strict' }, before: usualPolicy }),
      new AllowancesRecalled({ cardId, allowanceIds: [allowanceId] }),
      new ConflictFound({ cardId, ...found, minor: 0, detail: 'The card was active before' }),
    );
    expect(shown.row(cardId)).toMatchObject({
      status: 'active',
      availableMinor: 100,
      policy: 'strict',
      version: 8,
    });
  });
});
