import { describe, expect, it } from '@jest/globals';
import { specification } from '#testing';
import {
  AllowancesReclaimed,
  type ConflictKind,
  ConflictFound,
  PolicyAssigned,
  usualPolicy,
  type RecordedFact,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { activated, blocked, cardId, cardWith, issued, loaded } from './sample-card.js';
import {
  activatedAtStore,
  allowanceId,
  blockedAtStore,
  capturedAtStore,
  from,
  heldAtStore,
  loadAtStoreId,
  loadedAtStore,
  redeemedAtStore,
  returned,
  reversedAtStore,
} from './sample-statements.js';
import { fact, granted, north, record, recorded, south } from './sample-stores.js';

describe('What should not have come together', () => {
  const strict = { ...usualPolicy, mode: 'strict' as const };
  const redemption = fact(1, redeemedAtStore({ draws: from(100) }), { id: 'taken' });
  const hold = fact(1, heldAtStore({ draws: from(100) }), { id: 'held' });
  const reclaimed = new AllowancesReclaimed({
    cardId,
    storeId: north,
    allowances: [{ allowanceId, minor: 300 }],
    currency: 'EUR',
  });
  const twice = (one: Parameters<typeof fact>[1], other: Parameters<typeof fact>[1]) => [
    fact(1, one, { requestId: 'same' }),
    fact(2, other, { requestId: 'same' }),
  ];

  it.each<[string, ConflictKind, readonly RecordedFact[], number]>([
    ['more than an allowance has', 'grant-overdrawn', [fact(1, redeemedAtStore({ draws: from(310) }))], 10],
    [
      'an allowance that the store does not have',
      'grant-overdrawn',
      [fact(1, redeemedAtStore({ draws: from(10, loadAtStoreId) }))],
      10,
    ],
    ['more returned than was left', 'grant-overdrawn', [fact(1, returned(301))], 1],
    ['a second history', 'fork', [fact(1, redeemedAtStore({ draws: from(10) }), { forked: true })], 10],
    [
      'more reversed than redeemed',
      'double-reversal',
      [redemption, fact(2, reversedAtStore(redemption.id, { unbackedBack: 101 }))],
      1,
    ],
    ['an activation of an active card', 'double-activation', [fact(1, activatedAtStore())], 0],
    ['more captured than held', 'capture-over-hold', [hold, fact(2, capturedAtStore(hold.id, 130))], 30],
    [
      'a hold captured twice',
      'capture-over-hold',
      [hold, fact(2, capturedAtStore(hold.id, 100)), fact(3, capturedAtStore(hold.id, 100))],
      100,
    ],
    [
      'a redemption by who had blocked the card',
      'blocked-redeem',
      [fact(1, blockedAtStore(loadAtStoreId)), fact(2, redeemedAtStore({ draws: from(10) }))],
      10,
    ],
    [
      'one request answered twice',
      'request-reused',
      twice(redeemedAtStore({ draws: from(5) }), heldAtStore({ draws: from(5) })),
      0,
    ],
    ['two loads with one id', 'request-reused', [fact(1, loadedAtStore(5)), fact(2, loadedAtStore(7))], 7],
  ])('is a conflict: %s', (_, kind, facts, minor) => {
    const decision = giftCard
      .open([...cardWith(500), granted(300)])
      .decide(record(north, ...facts), { now: 0 });
    const conflicts = decision.outcome === 'accepted' ? decision.events.filter(isConflict) : [];
    expect(conflicts.map(({ data }) => data)).toMatchObject([{ kind, minor, facts: [{ storeId: north }] }]);
  });

  it('is what was drawn on an allowance after it was reclaimed', () => {
    const facts = [fact(1, redeemedAtStore({ draws: from(40) }))];
    const card = giftCard.fold([
      ...cardWith(500),
      granted(300),
      reclaimed,
      recorded(north, facts, { balanceMinor: 460 }),
    ]);
    expect(card.conflicts.untold).toMatchObject([{ kind: 'late', minor: 40 }]);
  });

  it('is no return of what was reclaimed', () => {
    const facts = [fact(1, returned(300))];
    const card = giftCard.fold([
      ...cardWith(500),
      granted(300),
      reclaimed,
      recorded(north, facts, { balanceMinor: 500 }),
    ]);
    expect(card).toMatchObject({ conflicts: { untold: [] }, allowances: { setAsideMinor: 0 } });
  });

  it.each([
    ['strict, as the store knew', strict, 10, 4, 1],
    ['strict, as the store did not know', strict, 10, 3, 0],
    ['known from a list only', strict, 10, 0, 0],
    ['hybrid, within its limit', usualPolicy, 2_500, 4, 0],
    ['hybrid, beyond its limit', usualPolicy, 2_501, 4, 1],
  ])('depends on the policy: %s', (_, policy, unbacked, seen, count) => {
    const facts = [fact(1, redeemedAtStore({ unbacked, seen }))];
    const card = giftCard.fold([
      ...cardWith(5_000),
      new PolicyAssigned({ cardId, policy, before: usualPolicy }),
      recorded(north, facts, { balanceMinor: 0 }),
    ]);
    expect(card.conflicts.untold.map(({ kind }) => kind)).toEqual(Array(count).fill('limit-breach'));
  });

  it.each([
    ['before it was blocked', 3, 0],
    ['after it was blocked', 4, 1],
  ])('depends on what the store has seen: %s', (_, seen, count) => {
    const facts = [fact(1, redeemedAtStore({ unbacked: 10, seen }))];
    const card = giftCard.fold([...cardWith(500), blocked(), recorded(south, facts, { balanceMinor: 490 })]);
    expect(card.conflicts.untold.map(({ kind }) => kind)).toEqual(Array(count).fill('blocked-redeem'));
  });

  it('is told once, however many facts come to it', () => {
    const facts = [
      fact(1, redeemedAtStore({ draws: from(310) })),
      fact(2, redeemedAtStore({ draws: from(20) })),
    ];
    const card = giftCard.fold([
      ...cardWith(500),
      granted(300),
      recorded(north, facts, { balanceMinor: 170 }),
    ]);
    expect(card.conflicts.untold).toHaveLength(1);
  });

  it('is a fact on a card that nobody has issued; when it is issued, the fact counts', () => {
    const facts = [fact(1, loadedAtStore(200))];
    const told = recorded(
      north,
      facts,
      { status: 'unissued', balanceMinor: 200, setAsideMinor: 200 },
      { setAsideMinor: 200 },
    );
    specification(giftCard)
      .given()
      .when(record(north, ...facts))
      .then(
        told,
        new ConflictFound({
          cardId,
          conflictId: 'card-unknown:card',
          kind: 'card-unknown',
          minor: 0,
          facts: [{ id: facts[0]!.id, storeId: north, seq: 1 }],
          detail: 'A store has told of a card that nobody has issued',
        }),
      );
    expect(giftCard.fold([told, issued(), activated(), loaded(100)])).toMatchObject({ balanceMinor: 300 });
  });
});

const isConflict = (event: object): event is ConflictFound => event instanceof ConflictFound;
