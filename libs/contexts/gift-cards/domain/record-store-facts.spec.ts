import { describe, expect, it } from '@jest/globals';
import { specification } from '#testing';
import {
  LoadCard,
  OverdraftSuspected,
  ValueRedeemedAcross,
  type ValueMove,
  CardLoaded,
  type RecordedFact,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { activated, cardId, cardWith, euros, issued } from './sample-card.js';
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
  releasedAtStore,
  returned,
  reversedAtStore,
  sungAtStore,
} from './sample-statements.js';
import { fact, granted, north, ended, record, recorded, south } from './sample-stores.js';

const moved = (...moves: readonly ValueMove[]) =>
  new ValueRedeemedAcross({ cardId, currency: 'EUR', moves: [...moves] });
const fromHub = (minor: number) => moved({ soldAt: 'hub', redeemedAt: north, minor });
const caseId = `${cardId}:overdraft:1`;

describe('Facts of a store', () => {
  const with300Granted = specification(giftCard).given(...cardWith(500), granted(300));

  it('change the card as they say', () => {
    const redemption = fact(1, redeemedAtStore({ draws: from(120) }));
    const facts = [redemption, fact(4, reversedAtStore(redemption.id, { back: from(20) }))];
    with300Granted
      .when(record(north, ...facts))
      .then(
        recorded(north, facts, { balanceMinor: 400, setAsideMinor: 200 }, { setAsideMinor: -100 }),
        fromHub(100),
      );
  });

  it('are recorded once', () => {
    const facts = [fact(1, redeemedAtStore({ draws: from(120) })), fact(2, returned(180))];
    const [first] = facts;
    const known = specification(giftCard).given(
      ...cardWith(500),
      granted(300),
      recorded(north, facts.slice(0, 1), { balanceMinor: 380, setAsideMinor: 180 }),
      fromHub(120),
    );
    known
      .when(record(north, first!))
      .thenNothingNew(recorded(north, [first!], { balanceMinor: 380, setAsideMinor: 180 }));
    known
      .when(record(north, ...facts))
      .then(recorded(north, facts.slice(1), { balanceMinor: 380 }, { setAsideMinor: -180 }));
  });

  it('come in the order of their chain, or not at all', () => {
    const facts = [fact(2, loadedAtStore(10)), fact(1, activatedAtStore())];
    const tell = () => giftCard.open(cardWith(500)).decide(record(north, ...facts), { now: 0 });
    expect(tell).toThrow(`Fact 1 of store ${north} came after its fact 2`);
  });

  it('hold, capture in part and release', () => {
    const hold = fact(1, heldAtStore({ draws: from(100), unbacked: 50 }));
    const captured = fact(2, capturedAtStore(hold.id, 120, { unbackedBack: 30 }));
    const another = fact(3, heldAtStore({ draws: from(80) }));
    const released = fact(4, releasedAtStore(another.id, { back: from(80) }));
    with300Granted
      .when(record(north, hold))
      .then(
        recorded(
          north,
          [hold],
          { balanceMinor: 500, heldMinor: 150, setAsideMinor: 200 },
          { heldMinor: 150, setAsideMinor: -100 },
        ),
        ended(north, 50),
      );
    const all = [hold, captured, another, released];
    const told = [fromHub(120), ended(north, 50)];
    with300Granted
      .when(record(north, ...all))
      .then(
        recorded(north, all, { balanceMinor: 380, setAsideMinor: 200 }, { setAsideMinor: -100 }),
        ...told,
      );
  });

  it('make an allowance of what was loaded', () => {
    const facts = [
      fact(1, loadedAtStore(200)),
      fact(2, redeemedAtStore({ draws: from(50, loadAtStoreId) })),
      fact(3, returned(100, loadAtStoreId)),
    ];
    specification(giftCard)
      .given(issued(), activated())
      .when(record(north, ...facts))
      .then(
        recorded(north, facts, { balanceMinor: 150, setAsideMinor: 50 }, { setAsideMinor: 50 }),
        moved({ soldAt: north, redeemedAt: north, minor: 50 }),
      );
  });

  it('activate a card, and block it', () => {
    const facts = [fact(1, activatedAtStore()), fact(2, blockedAtStore(allowanceId))];
    const one = specification(giftCard).given(issued());
    one.when(record(north, facts[0]!)).then(recorded(north, facts.slice(0, 1), { balanceMinor: 0 }));
    one.when(record(north, ...facts)).then(recorded(north, facts, { status: 'blocked', balanceMinor: 0 }));
  });

  it('may overdraw the card, which opens a case', () => {
    const facts = [fact(1, redeemedAtStore({ unbacked: 600 }))];
    const consequences = [
      fromHub(500),
      new OverdraftSuspected({ cardId, caseId, minor: 100, currency: 'EUR' }),
    ];
    specification(giftCard)
      .given(...cardWith(500))
      .when(record(north, ...facts))
      .then(recorded(north, facts, { balanceMinor: -100 }), ...consequences);
  });

  it('are told on: what was redeemed beyond all value waits for the next', () => {
    const facts = [fact(1, redeemedAtStore({ unbacked: 600 }))];
    const load = new CardLoaded({ cardId, loadId: loadAtStoreId, amount: euros(150) });
    specification(giftCard)
      .given(
        ...cardWith(500),
        recorded(north, facts, { balanceMinor: -100 }),
        fromHub(500),
        new OverdraftSuspected({ cardId, caseId, minor: 100, currency: 'EUR' }),
      )
      .when(new LoadCard(load.data))
      .then(load, fromHub(100));
  });
});

describe('A chain that says what is not understood', () => {
  const facts = [
    fact(1, redeemedAtStore({ draws: from(100) })),
    fact(2, sungAtStore()),
    fact(3, redeemedAtStore({ draws: from(50) })),
  ];
  const after = giftCard.fold([
    ...cardWith(500),
    granted(300),
    recorded(north, facts, { balanceMinor: 400, setAsideMinor: 200 }),
  ]);

  it('is read up to there, and the rest is kept', () => {
    expect(after).toMatchObject({
      balanceMinor: 400,
      books: { frontier: { [north]: 1 }, kept: { [north]: 3 } },
    });
    expect(after.books.notUnderstood).toBe(2);
    expect(after.conflicts.untold).toMatchObject([{ kind: 'not-understood', facts: [{ seq: 2 }] }]);
  });

  it('blocks the card all the same', () => {
    const block = [fact(4, blockedAtStore(allowanceId))];
    const blockedThen = giftCard.evolve(
      after,
      recorded(north, block, { status: 'blocked', balanceMinor: 400 }),
    );
    expect(blockedThen.status).toBe('blocked');
  });

  it('is one that does not add up, or that speaks of another card', () => {
    const { says, ...rest } = fact(1, redeemedAtStore({ draws: from(100) }));
    const wrong = (body: object): RecordedFact => ({
      ...rest,
      says: { ...says, body: { ...says.body, ...body } },
    });
    for (const one of [wrong({ minor: 99 }), wrong({ cardId: loadAtStoreId }), wrong({ draws: 'all' })]) {
      const card = giftCard.fold([...cardWith(500), recorded(north, [one], { balanceMinor: 500 })]);
      expect(card).toMatchObject({ balanceMinor: 500, books: { notUnderstood: 1, frontier: {} } });
    }
  });
});

describe('A second history of a store', () => {
  it('happened, but draws on no allowance and is no place to go on from', () => {
    const facts = [
      fact(1, redeemedAtStore({ draws: from(100) })),
      fact(1, redeemedAtStore({ draws: from(60) }), { id: 'other', forked: true }),
    ];
    const card = giftCard.fold([
      ...cardWith(500),
      granted(300),
      recorded(north, facts, { balanceMinor: 340 }),
    ]);
    expect(card).toMatchObject({ balanceMinor: 340, allowances: { setAsideMinor: 200 } });
    expect(card.books.frontier).toEqual({ [north]: 1 });
    expect([...card.books.uncovered.values()]).toMatchObject([{ minor: 60, breach: true }]);
  });

  it('touches nothing of the first', () => {
    const hold = fact(1, heldAtStore({ draws: from(100) }));
    const released = fact(2, releasedAtStore(hold.id, { back: from(100) }), { id: 'other', forked: true });
    const card = giftCard.fold([
      ...cardWith(500),
      granted(300),
      recorded(north, [hold, released], { balanceMinor: 500 }),
    ]);
    expect(card).toMatchObject({ heldMinor: 100, allowances: { setAsideMinor: 200 } });
  });
});

describe('A card with a long history', () => {
  it('is folded in time that grows as its history does', () => {
    const facts = Array.from({ length: 10_000 }, (_, n) =>
      fact(n + 1, n % 2 === 0 ? loadedAtStore(5, idOf(n)) : redeemedAtStore({ draws: from(5, idOf(n - 1)) })),
    );
    const batches = Array.from({ length: 20 }, (_, n) =>
      recorded(n % 2 === 0 ? north : south, facts.slice(n * 500, n * 500 + 500), { balanceMinor: 0 }),
    );
    const started = performance.now();
    const card = giftCard.fold([issued(), activated(), ...batches]);
    expect(card).toMatchObject({ balanceMinor: 0, allowances: { setAsideMinor: 0 } });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

const idOf = (n: number): string => `01980000-0000-7000-8000-${String(n).padStart(12, '0')}`;
