import { describe, expect, it } from '@jest/globals';
import { specification } from '#testing';
import {
  ConfirmOverdraft,
  ConflictFound,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftNotOpen,
  OverdraftSettled,
  type OverdraftShare,
  OverdraftSuspected,
  type RecordedFact,
  RequestReused,
  SettleOverdraft,
  ValueRedeemedAcross,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { sharesOf } from './shares.js';
import { cardId, cardWith, loaded, redeemed } from './sample-card.js';
import { from, redeemedAtStore } from './sample-statements.js';
import { fact, granted, north, ended, record, recorded, south, west } from './sample-stores.js';

const caseId = `${cardId}:overdraft:1`;
const nextCaseId = `${cardId}:overdraft:2`;
const confirm = new ConfirmOverdraft({ cardId, caseId });
const suspected = (minor: number, id = caseId) =>
  new OverdraftSuspected({ cardId, caseId: id, minor, currency: 'EUR' });
const notOpen = (standing: 'unknown' | 'suspected' | 'closed') =>
  new OverdraftNotOpen({ cardId, caseId, standing });
const fromHub = (redeemedAt: string, minor: number) =>
  new ValueRedeemedAcross({ cardId, currency: 'EUR', moves: [{ soldAt: 'hub', redeemedAt, minor }] });

/** Two stores that did not know of each other took 300 and 400 of 500. */
const atNorth = fact(1, redeemedAtStore({ unbacked: 300 }), { id: 'north' });
const atSouth = fact(2, redeemedAtStore({ unbacked: 400 }), { id: 'south' });
const overdrawn = [
  ...cardWith(500),
  recorded(north, [atNorth], { balanceMinor: 200 }),
  fromHub(north, 300),
  recorded(south, [atSouth], { balanceMinor: -200 }),
  fromHub(south, 200),
  suspected(200),
];
/** With the case, what these stores approved is no risk any more. */
const allEnded = [ended(north, 300), ended(south, 400)];
const madeUp = [fromHub(south, 200), ...allEnded];
const confirmed = new OverdraftConfirmed({
  cardId,
  caseId,
  minor: 200,
  shares: [{ storeId: south, factId: atSouth.id, minor: 200, breach: false }],
  cause: 'roaming',
});
const conflict = new ConflictFound({
  cardId,
  conflictId: `overdraft:${caseId}`,
  kind: 'overdraft',
  minor: 200,
  facts: [{ id: atSouth.id, storeId: south, seq: 2 }],
  detail: 'Together, these took more than there was, and no allowance covered them',
});

describe('Confirming an overdraft', () => {
  it('says how much is lacking, and who drew it', () => {
    specification(giftCard)
      .given(...overdrawn)
      .when(confirm)
      .then(confirmed, conflict);
  });

  it('cures it when what came in since has covered it', () => {
    specification(giftCard)
      .given(...overdrawn, loaded(200))
      .when(confirm)
      .then(new OverdraftCured({ cardId, caseId }), ...madeUp);
  });

  it('again is done already, also when it is settled', () => {
    const known = [...overdrawn, confirmed, conflict];
    specification(giftCard)
      .given(...known)
      .when(confirm)
      .thenNothingNew(confirmed);
    specification(giftCard)
      .given(...known, settled(200, 0))
      .when(confirm)
      .thenNothingNew(confirmed);
  });

  it('is refused when there is no such case', () => {
    specification(giftCard)
      .given(...cardWith(500))
      .when(confirm)
      .thenRefused(notOpen('unknown'));
  });
});

describe('Who bears an overdraft', () => {
  const confirmedOf = (history: Parameters<typeof giftCard.fold>[0]): OverdraftConfirmed['data'] => {
    const decision = giftCard.open([...history, suspected(1)]).decide(confirm, { now: 0 });
    const [event] = decision.outcome === 'accepted' ? decision.events : [];
    if (event instanceof OverdraftConfirmed) return event.data;
    throw new Error('It was not confirmed');
  };
  const sums = { balanceMinor: 0 };
  const taken = (storeId: string, one: RecordedFact) => recorded(storeId, [one], sums);
  const minors = (shares: readonly OverdraftShare[]) => shares.map(({ storeId, minor }) => [storeId, minor]);

  it('are the last draws that nothing covered, the last of them first', () => {
    const late = fact(9, redeemedAtStore({ unbacked: 50 }), { id: 'late' });
    const { shares } = confirmedOf([...overdrawn.slice(0, -1), taken(north, late)]);
    expect(minors(shares)).toEqual([
      [north, 50],
      [south, 200],
    ]);
  });

  it('is not who drew on an allowance, however late', () => {
    const backed = fact(9, redeemedAtStore({ draws: from(100) }), { id: 'backed' });
    const early = fact(1, redeemedAtStore({ unbacked: 460 }), { id: 'early' });
    const history = [...cardWith(500), granted(100), taken(south, early), taken(north, backed)];
    expect(minors(confirmedOf(history).shares)).toEqual([[south, 60]]);
  });

  it('are stores that went beyond what they may', () => {
    const over = fact(1, redeemedAtStore({ draws: from(510) }));
    const { shares, cause } = confirmedOf([...cardWith(500), granted(100), taken(north, over)]);
    expect([minors(shares), shares[0]?.breach, cause]).toEqual([[[north, 10]], true, 'store-breach']);
  });

  it('are not draws that have borne theirs', () => {
    const early = fact(1, redeemedAtStore({ unbacked: 70 }), { id: 'early' });
    const drained = fact(2, redeemedAtStore({ unbacked: 200 }), { id: 'drained' });
    const first = [...cardWith(100), taken(south, drained), suspected(100)];
    const shares = [{ storeId: south, factId: drained.id, minor: 200, breach: false }];
    const closed = [
      new OverdraftConfirmed({ cardId, caseId, minor: 200, shares, cause: 'roaming' }),
      settled(200, 0),
    ];
    const card = giftCard.fold([...first, ...closed, taken(north, early)]);
    expect(sharesOf(card, 70).map(({ share }) => share)).toEqual([
      { storeId: north, factId: early.id, minor: 70, breach: false },
    ]);
  });

  it('may be both: somebody who went to many stores at once, of which one went beyond what it may', () => {
    const visits = [north, south, west].map((storeId, n) =>
      taken(
        storeId,
        fact(n + 1, redeemedAtStore({ unbacked: 300 }), { id: storeId, forked: storeId === west }),
      ),
    );
    const { cause, shares } = confirmedOf([...cardWith(100), ...visits]);
    expect([cause, shares.map(({ breach }) => breach)]).toEqual(['suspected-fraud', [true, false, false]]);
  });

  it('may be somebody who went to many stores at once', () => {
    const visits = [north, south, west].map((storeId, n) =>
      taken(storeId, fact(n + 1, redeemedAtStore({ unbacked: 300 }), { id: storeId })),
    );
    expect(confirmedOf([...cardWith(100), ...visits]).cause).toBe('suspected-fraud');
  });
});

const settle = (minor: number, how: 'paid' | 'borne-by-brand' = 'borne-by-brand', settlementId = 'one') =>
  new SettleOverdraft({ cardId, caseId, settlementId, minor, how, bearer: 'hub' });
function settled(minor: number, openMinor: number, more: Partial<OverdraftSettled['data']> = {}) {
  const how = 'borne-by-brand' as const;
  return new OverdraftSettled({
    cardId,
    caseId,
    settlementId: 'one',
    minor,
    how,
    bearer: 'hub',
    openMinor,
    currency: 'EUR',
    ...more,
  });
}

describe('Settling an overdraft', () => {
  const open = [...overdrawn, confirmed, conflict];

  it('raises the balance, and the value was sold by who bears it', () => {
    const borne = settled(150, 50, { how: 'charged-to-store', bearer: south });
    specification(giftCard)
      .given(...open)
      .when(new SettleOverdraft({ ...settle(150).data, how: 'charged-to-store', bearer: south }))
      .then(
        borne,
        new ValueRedeemedAcross({
          cardId,
          currency: 'EUR',
          moves: [{ soldAt: south, redeemedAt: south, minor: 150 }],
        }),
      );
    expect(giftCard.fold([...open, borne]).balanceMinor).toBe(-50);
  });

  it('ends with what is left of the case', () => {
    specification(giftCard)
      .given(...open)
      .when(settle(300))
      .then(settled(200, 0), ...madeUp);
  });

  it('again is done already, and again with other data is refused', () => {
    const known = specification(giftCard).given(...open, settled(150, 50), fromHub(south, 150));
    known.when(settle(150)).thenNothingNew(settled(150, 50));
    known.when(settle(150, 'paid')).thenRefused(new RequestReused({ cardId, requestId: 'one' }));
  });

  it('gives nothing to a card that does not lack it any more, unless it was paid', () => {
    const covered = specification(giftCard).given(...open, loaded(200), fromHub(south, 200));
    covered.when(settle(200)).then(new OverdraftCured({ cardId, caseId }), ...allEnded);
    covered.when(settle(200, 'paid')).then(settled(200, 0, { how: 'paid' }), ...allEnded);
  });

  it.each([
    ['there is none', cardWith(500), 'unknown' as const],
    ['it is not confirmed', overdrawn, 'suspected' as const],
    ['it is settled', [...open, settled(200, 0)], 'closed' as const],
  ])('is refused when %s', (_, history, standing) => {
    specification(giftCard)
      .given(...history)
      .when(settle(10, 'paid', 'two'))
      .thenRefused(notOpen(standing));
  });

  it('asks nothing more of who was to bear a part, when nothing is left of the case', () => {
    const charge = {
      ...settle(10).data,
      settlementId: 'two',
      how: 'charged-to-store' as const,
      bearer: north,
    };
    specification(giftCard)
      .given(...open, settled(200, 0))
      .when(new SettleOverdraft(charge))
      .thenNothingNew(new OverdraftCured({ cardId, caseId }));
  });

  it('is answered as before when it was cured', () => {
    const cured = new OverdraftCured({ cardId, caseId });
    specification(giftCard)
      .given(...open, loaded(200), fromHub(south, 200), cured)
      .when(settle(200))
      .thenNothingNew(cured);
  });
});

describe('What comes later', () => {
  const late = fact(3, redeemedAtStore({ unbacked: 70 }), { id: 'later' });

  it('opens no second case beside an open one', () => {
    specification(giftCard)
      .given(...overdrawn, confirmed, conflict)
      .when(record(south, late))
      .then(recorded(south, [late], { balanceMinor: -270 }));
  });

  it('makes a case of its own when that is closed', () => {
    const consequences = [fromHub(south, 200), suspected(70, nextCaseId)];
    specification(giftCard)
      .given(...overdrawn, confirmed, conflict, recorded(south, [late], { balanceMinor: -270 }))
      .when(settle(200))
      .then(settled(200, 0), ...consequences);
  });

  it('may be a redemption at the hub, as long as something is free', () => {
    expect(
      giftCard.fold([...overdrawn, confirmed, settled(200, 0), loaded(50), redeemed(50)]).balanceMinor,
    ).toBe(0);
  });
});
